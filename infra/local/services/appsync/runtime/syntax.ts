import { parse, type AnyNode, type Function as FunctionNode, type Program } from 'acorn';

/** One thing in a bundle that does not run on AppSync, or not here. */
export interface Complaint {
  /** 1-based. */
  line: number;
  column: number;
  message: string;
}

export function parseModule(code: string): Program {
  return parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
}

/** Calls `visit` for `node` and all below it, parents first; `parents` are outermost first. */
export function walk(
  node: AnyNode,
  visit: (node: AnyNode, parents: readonly AnyNode[]) => void,
  parents: readonly AnyNode[] = [],
): void {
  visit(node, parents);
  const below = [...parents, node];
  for (const child of children(node)) walk(child, visit, below);
}

function children(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value: unknown) => (Array.isArray(value) ? value : [value]).filter(isNode));
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

export function complaint(node: AnyNode, message: string): Complaint {
  return { line: node.loc?.start.line ?? 0, column: (node.loc?.start.column ?? 0) + 1, message };
}

export type AnyFunction = AnyNode & FunctionNode;

export function isFunction(node: AnyNode | null | undefined): node is AnyFunction {
  return (
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'ArrowFunctionExpression'
  );
}

/** The names that a declaration's pattern binds. */
export function boundNames(pattern: AnyNode): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((each) => boundNames(each.type === 'Property' ? each.value : each.argument));
    case 'ArrayPattern':
      return pattern.elements.flatMap((each) => (each ? boundNames(each) : []));
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    default:
      return [];
  }
}

/** `b` of `a.b` and of `a?.b`; undefined for `a[b]`. */
export function memberName(node: AnyNode): string | undefined {
  return node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier'
    ? node.property.name
    : undefined;
}
