import type { AnyNode, Program } from 'acorn';
import { complaint, isFunction, memberName, walk, type Complaint } from './syntax.ts';

/** Syntax that APPSYNC_JS does not have (AppSync developer guide, "Supported runtime features"). */
const refusedNodes: Partial<Record<AnyNode['type'], string>> = {
  ThrowStatement: '`throw`',
  TryStatement: '`try`',
  WhileStatement: '`while`',
  DoWhileStatement: '`do while`',
  ForStatement: '`for (;;)`',
  ContinueStatement: '`continue`',
  LabeledStatement: 'a label',
  WithStatement: '`with`',
  DebuggerStatement: '`debugger`',
  ClassDeclaration: 'a class',
  ClassExpression: 'a class',
  ThisExpression: '`this`',
  NewExpression: '`new`',
  MetaProperty: 'a meta property',
  ImportExpression: '`import()`',
  AwaitExpression: '`await`',
  YieldExpression: '`yield`',
  UpdateExpression: '`++` and `--`',
};

const refusedMembers = new Set(['apply', 'bind', 'call', 'constructor', 'prototype', '__proto__']);

/** What a bundle contains that APPSYNC_JS refuses, in the order of the text. */
export function refusedSyntax(program: Program): Complaint[] {
  const complaints: Complaint[] = [];
  walk(program, (node) => {
    const what = refusedNodes[node.type] ?? refusedForm(node);
    if (what) complaints.push(complaint(node, `APPSYNC_JS does not have ${what}`));
  });
  return complaints;
}

function refusedForm(node: AnyNode): string | undefined {
  if (isFunction(node)) return refusedFunction(node.async, node.generator);
  switch (node.type) {
    case 'UnaryExpression':
      return node.operator === '~' ? '`~`' : undefined;
    case 'BinaryExpression':
      return node.operator === 'in' || node.operator === 'instanceof' ? `\`${node.operator}\`` : undefined;
    case 'Literal':
      if (node.regex) return 'regular expression literals';
      return node.bigint === undefined ? undefined : 'BigInt';
    case 'ForOfStatement':
      return node.await ? '`for await`' : undefined;
    case 'CallExpression':
      return memberName(node.callee) === 'sort' && node.arguments.length > 0 ? 'arguments of `sort()`' : undefined;
    case 'MemberExpression': {
      const name = memberName(node);
      return name !== undefined && refusedMembers.has(name) ? `\`.${name}\`` : undefined;
    }
    default:
      return undefined;
  }
}

function refusedFunction(isAsync: boolean, isGenerator: boolean): string | undefined {
  if (isAsync) return '`async`';
  return isGenerator ? 'generators' : undefined;
}
