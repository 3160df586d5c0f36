import { BlockList, isIP } from 'node:net';
import { isObject } from './json-path.ts';

/** Tests one leaf of an event: text, a number, true, false or null. */
export type Matcher = (leaf: unknown) => boolean;

/** One value of a pattern's list: a leaf to equal, or an object with one operator. Throws for what is not one. */
export function compileMatcher(value: unknown): Matcher {
  if (isLeaf(value)) return (leaf) => leaf === value;
  const [operator, operand] = onlyEntry(value);
  const compile = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (!compile) throw new Error(`the operator ${operator} is not emulated`);
  return compile(operand);
}

type Compile = (operand: unknown) => Matcher;

const operators: Readonly<Record<string, Compile>> = {
  prefix: (operand) => textOrIgnoringCase(operand, (leaf, start) => leaf.startsWith(start)),
  suffix: (operand) => textOrIgnoringCase(operand, (leaf, end) => leaf.endsWith(end)),
  'equals-ignore-case': (operand) => onText(text(operand).toLowerCase(), (leaf, same) => leaf.toLowerCase() === same),
  wildcard: (operand) => {
    const pattern = wildcard(text(operand));
    return (leaf) => typeof leaf === 'string' && pattern.test(leaf);
  },
  numeric,
  cidr,
  'anything-but': anythingBut,
};

function isLeaf(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function onlyEntry(value: unknown): [name: string, operand: unknown] {
  const [entry, ...others] = isObject(value) ? Object.entries(value) : [];
  if (!entry || others.length > 0) throw new Error('a match expression is a value or an object with one operator');
  return entry;
}

function text(operand: unknown): string {
  if (typeof operand !== 'string') throw new Error('the operand must be text');
  return operand;
}

const onText = (operand: string, test: (leaf: string, operand: string) => boolean): Matcher => {
  return (leaf) => typeof leaf === 'string' && test(leaf, operand);
};

/** `"abc"` or `{"equals-ignore-case": "abc"}`. */
function textOrIgnoringCase(operand: unknown, test: (leaf: string, operand: string) => boolean): Matcher {
  if (!isObject(operand)) return onText(text(operand), test);
  const [name, folded] = onlyEntry(operand);
  if (name !== 'equals-ignore-case') throw new Error(`the operator ${name} is not emulated here`);
  return onText(text(folded).toLowerCase(), (leaf, part) => test(leaf.toLowerCase(), part));
}

/** `*` is any text; `\*` and `\\` are themselves. */
function wildcard(pattern: string): RegExp {
  const parts = pattern.match(/\\[*\\]|[^\\]/gsu) ?? [];
  if (parts.join('') !== pattern) throw new Error('a backslash in a wildcard stands before * or another backslash');
  if (parts.some((part, index) => part === '*' && parts[index + 1] === '*')) {
    throw new Error('a wildcard has no two * in a row');
  }
  const source = parts.map((part) => (part === '*' ? '.*' : escapeForRegExp(part.replace(/^\\/, ''))));
  return new RegExp(`^${source.join('')}$`, 'su');
}

const escapeForRegExp = (character: string) => character.replace(/[\^$\\.*+?()[\]{}|/]/, '\\$&');

const comparisons: Readonly<Record<string, (leaf: number, bound: number) => boolean>> = {
  '=': (leaf, bound) => leaf === bound,
  '<': (leaf, bound) => leaf < bound,
  '<=': (leaf, bound) => leaf <= bound,
  '>': (leaf, bound) => leaf > bound,
  '>=': (leaf, bound) => leaf >= bound,
};

/** `["=", 5]`, `["<", 5]` or a range `[">", 0, "<=", 5]`. */
function numeric(operand: unknown): Matcher {
  const list: unknown[] = Array.isArray(operand) ? operand : [];
  const pairs = list.length === 2 ? [list] : [list.slice(0, 2), list.slice(2)];
  const tests = pairs.map(([comparison, bound]) => {
    const compare =
      typeof comparison === 'string' && Object.hasOwn(comparisons, comparison) ? comparisons[comparison] : undefined;
    if (!compare || typeof bound !== 'number') throw new Error('numeric takes comparisons and numbers in turn');
    if (Math.abs(bound) > 5e9) throw new Error('numeric takes numbers from -5.0E9 to 5.0E9');
    return (leaf: number) => compare(leaf, bound);
  });
  if (tests.length === 2 && !isRange(list)) throw new Error('a numeric range is a lower and then a higher bound');
  return (leaf) => typeof leaf === 'number' && tests.every((test) => test(leaf));
}

function isRange([from, low, to, high]: unknown[]): boolean {
  return String(from).startsWith('>') && String(to).startsWith('<') && Number(low) < Number(high);
}

function cidr(operand: unknown): Matcher {
  const [address = '', bits = ''] = text(operand).split('/');
  const family = isIP(address);
  if (family === 0 || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    throw new Error(`${text(operand)} is no block of IP addresses`);
  }
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return (leaf) =>
    typeof leaf === 'string' && isIP(leaf) === family && block.check(leaf, family === 4 ? 'ipv4' : 'ipv6');
}

const negatable = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

/** Everything but a value, a list of text, a list of numbers, or what one of four operators matches. */
function anythingBut(operand: unknown): Matcher {
  const [operator, inner] = isObject(operand) ? onlyEntry(operand) : [undefined, operand];
  const values: unknown[] = Array.isArray(inner) ? inner : [inner];
  const [type] = values.map((value) => typeof value);
  if (
    values.length === 0 ||
    values.some((value) => typeof value !== type) ||
    !['string', 'number'].includes(String(type))
  ) {
    throw new Error('anything-but takes text or numbers, or a list of either');
  }
  if (operator !== undefined) checkNegatable(operator, values);
  const excluded = values.map((value) => compileMatcher(operator === undefined ? value : { [operator]: value }));
  return (leaf) => !excluded.some((matches) => matches(leaf));
}

function checkNegatable(operator: string, values: unknown[]): void {
  if (!negatable.includes(operator)) throw new Error(`the operator ${operator} is not emulated in anything-but`);
  if (['prefix', 'suffix'].includes(operator) && values.includes('')) {
    throw new Error(`${operator} in anything-but must not be empty`);
  }
}
