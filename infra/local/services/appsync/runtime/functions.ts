import type { AnyNode, Program } from 'acorn';
import { complaint, isFunction, walk, type AnyFunction, type Complaint } from './syntax.ts';

/** Functions that call themselves, and functions handed to functions of the bundle: APPSYNC_JS runs neither. */
export function refusedFunctions(program: Program): Complaint[] {
  const functions = namedFunctions(program);
  return [...recursions(functions), ...passedFunctions(program, functions)];
}

function namedFunctions(program: Program): Map<string, AnyFunction> {
  const found = new Map<string, AnyFunction>();
  walk(program, (node) => {
    if (node.type === 'FunctionDeclaration' && node.id) found.set(node.id.name, node);
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && isFunction(node.init)) {
      found.set(node.id.name, node.init);
    }
  });
  return found;
}

function recursions(functions: Map<string, AnyFunction>): Complaint[] {
  const calls = new Map([...functions].map(([name, node]) => [name, calledNames(node)]));
  return [...functions].flatMap(([name, node]) =>
    reaches(name, name, calls, new Set()) ? [complaint(node, `APPSYNC_JS does not have recursion: \`${name}\``)] : [],
  );
}

function calledNames(node: AnyNode): Set<string> {
  const names = new Set<string>();
  walk(node, (each) => {
    if (each.type === 'CallExpression' && each.callee.type === 'Identifier') names.add(each.callee.name);
  });
  return names;
}

function reaches(from: string, target: string, calls: Map<string, Set<string>>, seen: Set<string>): boolean {
  seen.add(from);
  const called = [...(calls.get(from) ?? [])];
  return called.some((name) => name === target || (!seen.has(name) && reaches(name, target, calls, seen)));
}

function passedFunctions(program: Program, functions: Map<string, AnyFunction>): Complaint[] {
  const complaints: Complaint[] = [];
  walk(program, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return;
    const passed = node.arguments.find(
      (each) => isFunction(each) || (each.type === 'Identifier' && functions.has(each.name)),
    );
    if (passed) complaints.push(complaint(passed, 'APPSYNC_JS does not pass functions to functions of the bundle'));
  });
  return complaints;
}
