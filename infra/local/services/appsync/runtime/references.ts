import type { AnyNode, Identifier, Program } from 'acorn';
import { isRecord } from '../../../assembly/record.ts';
import { builtinConstants, builtinMembers, refusedMethods } from './builtins.ts';
import { boundNames, complaint, isFunction, memberName, walk, type Complaint } from './syntax.ts';

/** What can be imported: modules, their exports, and what those contain. */
export type Modules = Record<string, Record<string, unknown>>;

/** The exports that are also there without an import. */
export const globalModule = '@aws-appsync/utils';

/** Everything a bundle refers to and would not find: imports, globals, members of `util` and of built-in objects. */
export function missingReferences(program: Program, modules: Modules): Complaint[] {
  const complaints: Complaint[] = [];
  const bindings = importedBindings(program, modules, complaints);
  const declared = declaredNames(program);
  walk(program, (node, parents) => {
    const message =
      node.type === 'Identifier' && isReference(node, parents)
        ? identifierProblem(node, parents, { bindings, declared })
        : memberProblem(node, parents, bindings);
    if (message) complaints.push(complaint(node, message));
  });
  return complaints;
}

type Bindings = ReadonlyMap<string, unknown>;

function importedBindings(program: Program, modules: Modules, complaints: Complaint[]): Bindings {
  const bindings = new Map<string, unknown>(Object.entries(modules[globalModule] ?? {}));
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration') continue;
    const source = String(statement.source.value);
    const module = modules[source];
    if (!module) {
      complaints.push(complaint(statement, `the module ${source} is not emulated`));
      continue;
    }
    for (const specifier of statement.specifiers) {
      const name = importedName(specifier);
      if (name !== undefined && !Object.hasOwn(module, name)) {
        complaints.push(complaint(specifier, `${source} has no ${name} here`));
      }
      bindings.set(specifier.local.name, name === undefined ? module : module[name]);
    }
  }
  return bindings;
}

/** Undefined for `* as name`. */
export function importedName(specifier: AnyNode): string | undefined {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  if (specifier.type !== 'ImportSpecifier') return undefined;
  const { imported } = specifier;
  return imported.type === 'Identifier' ? imported.name : String(imported.value);
}

function declaredNames(program: Program): Set<string> {
  const names = new Set<string>();
  const add = (pattern: AnyNode) => boundNames(pattern).forEach((name) => names.add(name));
  walk(program, (node) => {
    if (node.type === 'VariableDeclarator') add(node.id);
    if (!isFunction(node)) return;
    if (node.id) add(node.id);
    node.params.forEach(add);
  });
  return names;
}

/** An identifier that stands for a value, and is not the name of a property or of an import. */
function isReference(node: Identifier, parents: readonly AnyNode[]): boolean {
  const parent = parents.at(-1);
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === node || parent.computed;
    case 'Property':
      return parent.value === node || parent.computed;
    case 'ImportSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ExportSpecifier':
      return false;
    default:
      return true;
  }
}

interface Names {
  bindings: Bindings;
  declared: ReadonlySet<string>;
}

function identifierProblem(
  { name }: Identifier,
  parents: readonly AnyNode[],
  { bindings, declared }: Names,
): string | undefined {
  if (declared.has(name) || builtinConstants.has(name)) return undefined;
  const onlyMembers = isRecord(bindings.get(name)) || Object.hasOwn(builtinMembers, name);
  if (onlyMembers && !isOwner(parents)) return `only members of ${name} can be used`;
  return onlyMembers || bindings.has(name) ? undefined : `APPSYNC_JS has no ${name}`;
}

/** Whether a member of the expression is taken, by name. */
function isOwner(parents: readonly AnyNode[]): boolean {
  const parent = parents.at(-1);
  return parent !== undefined && memberName(parent) !== undefined;
}

function memberProblem(node: AnyNode, parents: readonly AnyNode[], bindings: Bindings): string | undefined {
  const name = memberName(node);
  if (name === undefined || node.type !== 'MemberExpression') {
    return node.type === 'CallExpression' ? methodProblem(node.callee, bindings) : undefined;
  }
  if (node.object.type === 'Identifier' && Object.hasOwn(builtinMembers, node.object.name)) {
    const known = builtinMembers[node.object.name]?.has(name);
    return known ? undefined : `APPSYNC_JS has no ${node.object.name}.${name}`;
  }
  const owner = valueOf(node.object, bindings);
  if (!isRecord(owner?.value)) return undefined;
  if (!Object.hasOwn(owner.value, name)) return `${owner.name}.${name} is not emulated`;
  const onlyMembers = isRecord(owner.value[name]) && !isOwner(parents);
  return onlyMembers ? `only members of ${owner.name}.${name} can be used` : undefined;
}

function methodProblem(callee: AnyNode, bindings: Bindings): string | undefined {
  const name = memberName(callee);
  if (name === undefined || callee.type !== 'MemberExpression' || !refusedMethods.has(name)) return undefined;
  const { object } = callee;
  const ours =
    valueOf(object, bindings) ?? (object.type === 'Identifier' && Object.hasOwn(builtinMembers, object.name));
  return ours ? undefined : `APPSYNC_JS has no method .${name}()`;
}

/** The imported value that an expression such as `util.time` stands for. */
function valueOf(node: AnyNode, bindings: Bindings): { name: string; value: unknown } | undefined {
  if (node.type === 'Identifier') {
    return bindings.has(node.name) ? { name: node.name, value: bindings.get(node.name) } : undefined;
  }
  const member = memberName(node);
  if (member === undefined || node.type !== 'MemberExpression') return undefined;
  const owner = valueOf(node.object, bindings);
  return isRecord(owner?.value) ? { name: `${owner.name}.${member}`, value: owner.value[member] } : undefined;
}
