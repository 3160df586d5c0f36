import { isRecord } from './record.ts';
import { AssemblyError } from './template.ts';

/** What intrinsic functions may ask about the stack around them. */
export interface Scope {
  /** What `Ref` gives: a pseudo parameter, a parameter or a resource. */
  reference(name: string): unknown;
  attribute(logicalId: string, attribute: string): string;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): unknown;
}

/** What `AWS::NoValue` resolves to; members and elements with this value are dropped. */
export const noValue = Symbol('AWS::NoValue');

/**
 * Replaces every intrinsic function in `value`. An object with one key that is `Ref`, `Condition` or starts with
 * `Fn::` is a call; one that is not known here throws an {@link AssemblyError} by name.
 */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== noValue);
  if (!isRecord(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && others.length === 0 && isCall(name, value[name])) return call(name, value[name], scope);
  const resolved = Object.entries(value).map(([key, member]) => [key, resolve(member, scope)] as const);
  return Object.fromEntries(resolved.filter(([, member]) => member !== noValue));
}

/** `Condition` is also the ordinary member of a policy statement; only with a name is it a call. */
function isCall(name: string, argument: unknown): boolean {
  return name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof argument === 'string');
}

function call(name: string, argument: unknown, scope: Scope): unknown {
  const intrinsic = intrinsics[name];
  if (!intrinsic) throw new AssemblyError(`The intrinsic function ${name} is not known here.`);
  return intrinsic(argument, scope);
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const intrinsics: Record<string, Intrinsic> = {
  Ref: (argument, scope) => scope.reference(text('Ref', argument)),
  Condition: (argument, scope) => scope.condition(text('Condition', argument)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : list('Fn::GetAtt', argument);
    const names = attribute.map((part) => text('Fn::GetAtt', resolve(part, scope)));
    return scope.attribute(text('Fn::GetAtt', logicalId), names.join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list('Fn::Join', argument);
    const items = list('Fn::Join', resolve(parts, scope));
    return items.map((item) => text('Fn::Join', item)).join(text('Fn::Join', separator));
  },
  'Fn::Split': (argument, scope) => {
    const [separator, source] = list('Fn::Split', argument);
    return text('Fn::Split', resolve(source, scope)).split(text('Fn::Split', separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, options] = list('Fn::Select', argument);
    const items = list('Fn::Select', resolve(options, scope));
    const position = Number(resolve(index, scope));
    if (!(position in items)) throw new AssemblyError(`Fn::Select has no element ${String(position)}.`);
    return items[position];
  },
  'Fn::Sub': (argument, scope) => {
    const [template, variables] = Array.isArray(argument) ? list('Fn::Sub', argument) : [argument, {}];
    return substitute(text('Fn::Sub', template), record('Fn::Sub', variables), scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = list('Fn::FindInMap', argument).map((part) =>
      text('Fn::FindInMap', resolve(part, scope)),
    );
    return scope.mapping(map ?? '', first ?? '', second ?? '');
  },
  'Fn::Base64': (argument, scope) => Buffer.from(text('Fn::Base64', resolve(argument, scope))).toString('base64'),
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = list('Fn::If', argument);
    return resolve(scope.condition(text('Fn::If', condition)) ? whenTrue : whenFalse, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list('Fn::Equals', resolve(argument, scope));
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::And': (argument, scope) => list('Fn::And', argument).every((item) => truth('Fn::And', resolve(item, scope))),
  'Fn::Or': (argument, scope) => list('Fn::Or', argument).some((item) => truth('Fn::Or', resolve(item, scope))),
  'Fn::Not': (argument, scope) => !truth('Fn::Not', resolve(list('Fn::Not', argument)[0], scope)),
};

/** `${Name}`, `${Name.Attribute}`, a variable of the call's own map, and `${!Literal}` for a literal `${Literal}`. */
function substitute(template: string, variables: Record<string, unknown>, scope: Scope): string {
  return template.replace(/\$\{([^}]*)\}/g, (_match, inner: string) => {
    if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
    const name = inner.trim();
    if (Object.hasOwn(variables, name)) return text('Fn::Sub', resolve(variables[name], scope));
    const dot = name.indexOf('.');
    if (dot < 0) return text('Fn::Sub', scope.reference(name));
    return scope.attribute(name.slice(0, dot), name.slice(dot + 1));
  });
}

function text(where: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new AssemblyError(`${where} expects text and got ${describe(value)}.`);
}

function truth(where: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new AssemblyError(`${where} expects a condition and got ${describe(value)}.`);
}

function list(where: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new AssemblyError(`${where} expects a list and got ${describe(value)}.`);
}

function record(where: string, value: unknown): Record<string, unknown> {
  if (isRecord(value)) return value;
  throw new AssemblyError(`${where} expects a map and got ${describe(value)}.`);
}

function describe(value: unknown): string {
  if (value === noValue) return 'AWS::NoValue';
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
