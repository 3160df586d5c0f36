import { BlockList, isIP } from 'node:net';
import { matches, matchesArn } from './pattern.ts';

/** Operator, then condition key, then the values it is compared with. */
export type Conditions = Record<string, Record<string, string[]>>;

interface Operator {
  holds(actual: string, expected: string): boolean;
  /** A negated operator wants that no value holds, and is content with a missing key. */
  negated?: true;
}

const equal = (actual: string, expected: string) => actual === expected;
const equalIgnoringCase = (actual: string, expected: string) => actual.toLowerCase() === expected.toLowerCase();
const like = (actual: string, expected: string) => matches(expected, actual);
const arnLike = (actual: string, expected: string) => matchesArn(expected, actual);
const compared = (holds: (difference: number) => boolean, read: (text: string) => number): Operator => ({
  holds: (actual, expected) => holds(read(actual) - read(expected)),
});

const operators: Record<string, Operator> = {
  StringEquals: { holds: equal },
  StringNotEquals: { holds: equal, negated: true },
  StringEqualsIgnoreCase: { holds: equalIgnoringCase },
  StringNotEqualsIgnoreCase: { holds: equalIgnoringCase, negated: true },
  StringLike: { holds: like },
  StringNotLike: { holds: like, negated: true },
  ArnEquals: { holds: arnLike },
  ArnLike: { holds: arnLike },
  ArnNotEquals: { holds: arnLike, negated: true },
  ArnNotLike: { holds: arnLike, negated: true },
  Bool: { holds: equalIgnoringCase },
  NumericEquals: compared((difference) => difference === 0, Number),
  NumericLessThan: compared((difference) => difference < 0, Number),
  NumericLessThanEquals: compared((difference) => difference <= 0, Number),
  NumericGreaterThan: compared((difference) => difference > 0, Number),
  NumericGreaterThanEquals: compared((difference) => difference >= 0, Number),
  DateLessThan: compared((difference) => difference < 0, Date.parse),
  DateGreaterThan: compared((difference) => difference > 0, Date.parse),
  IpAddress: { holds: inRange },
  NotIpAddress: { holds: inRange, negated: true },
};

/** The operators that {@link conditionsHold} evaluates; all but `Null` also with `IfExists` behind them. */
export function isKnownOperator(name: string): boolean {
  return name === 'Null' || Object.hasOwn(operators, name.replace(/IfExists$/, ''));
}

/** Whether all conditions hold. Keys are compared without regard to case, as IAM does. */
export function conditionsHold(conditions: Conditions, context: Record<string, string>): boolean {
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return Object.entries(conditions).every(([name, keys]) =>
    Object.entries(keys).every(([key, expected]) => conditionHolds(name, values.get(key.toLowerCase()), expected)),
  );
}

function conditionHolds(name: string, actual: string | undefined, expected: string[]): boolean {
  if (name === 'Null') return expected.some((wanted) => (wanted === 'true') === (actual === undefined));
  const operator = operators[name.replace(/IfExists$/, '')];
  if (!operator) throw new Error(`The condition operator ${name} is not known here.`);
  if (actual === undefined) return name.endsWith('IfExists') || operator.negated === true;
  const some = expected.some((wanted) => operator.holds(actual, wanted));
  return operator.negated ? !some : some;
}

function inRange(actual: string, range: string): boolean {
  const [address = '', bits] = range.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(actual) !== isIP(address)) return false;
  const list = new BlockList();
  list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  return list.check(actual, family);
}
