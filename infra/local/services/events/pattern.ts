import { isObject } from './json-path.ts';
import { compileMatcher, type Matcher } from './matchers.ts';

/** Whether an event is one that a rule is for. */
export type Pattern = (event: unknown) => boolean;

/**
 * Compiles an event pattern: exact values, null, prefix, suffix, equals-ignore-case, anything-but, numeric, cidr,
 * exists, wildcard and $or. Throws, with the path, for an operator that is not known.
 *
 * A list in the event matches when one of its items does; items that are objects match with all fields or not at all.
 * Numbers are compared as numbers: AWS compares how they are written, so that 300 and 3.0e2 differ there.
 */
export function compilePattern(pattern: unknown, path = 'EventPattern'): Pattern {
  if (!isObject(pattern) || Object.keys(pattern).length === 0)
    throw new Error(`${path}: a pattern is an object that is not empty`);
  const fields = Object.entries(pattern).map(([name, value]) => compileField(name, value, `${path}.${name}`));
  const matchesObject = (object: unknown) => fields.every((field) => field(object));
  return (value) => {
    const objects = (Array.isArray(value) ? value : [value]).filter(isObject);
    return objects.length === 0 ? matchesObject({}) : objects.some(matchesObject);
  };
}

function compileField(name: string, value: unknown, path: string): Pattern {
  if (name === '$or') return anyOf(value, path);
  const matches = Array.isArray(value) ? compileLeaf(value, path) : compilePattern(value, path);
  return (object) => matches(isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined);
}

function anyOf(value: unknown, path: string): Pattern {
  const alternatives: unknown[] = Array.isArray(value) ? value : [];
  if (alternatives.length < 2) throw new Error(`${path}: $or is a list of at least two patterns`);
  const patterns = alternatives.map((alternative, index) => compilePattern(alternative, `${path}[${index}]`));
  return (object) => patterns.some((matches) => matches(object));
}

/** A list of values and operators, of which one has to match. */
function compileLeaf(values: unknown[], path: string): Pattern {
  if (values.length === 0) throw new Error(`${path}: an empty list matches nothing`);
  const tests = values.map((value) => named(path, () => compileExists(value) ?? someLeaf(compileMatcher(value))));
  return (value) => {
    const leaves = leavesOf(value);
    return tests.some((test) => test(leaves));
  };
}

const someLeaf = (matches: Matcher) => (leaves: unknown[]) => leaves.some(matches);

function compileExists(value: unknown): ((leaves: unknown[]) => boolean) | undefined {
  if (!isObject(value) || !('exists' in value)) return undefined;
  if (Object.keys(value).length > 1 || typeof value['exists'] !== 'boolean') throw new Error('exists is true or false');
  return (leaves) => leaves.length > 0 === value['exists'];
}

/** The leaves at a place in the event. An object is none, and neither is an empty list. */
function leavesOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return value === undefined || isObject(value) ? [] : [value];
}

function named<Result>(path: string, compile: () => Result): Result {
  try {
    return compile();
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
