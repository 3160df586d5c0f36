import { isRecord } from '../../../assembly/record.ts';
import { toDynamoDB, type TypedValue } from './dynamodb-values.ts';

/** A DynamoDB expression with its placeholders, as requests of AppSync's DynamoDB data source carry it. */
export interface Expression {
  expression: string;
  expressionNames: Record<string, string>;
  expressionValues: Record<string, TypedValue>;
}

const comparisons: Record<string, string> = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' };

const functions: Record<string, string> = {
  contains: 'contains',
  notContains: 'NOT contains',
  beginsWith: 'begins_with',
};

const attributeTypes: Record<string, string> = {
  _null: 'NULL',
  string: 'S',
  stringSet: 'SS',
  number: 'N',
  numberSet: 'NS',
  binary: 'B',
  binarySet: 'BS',
  boolean: 'BOOL',
  list: 'L',
  map: 'M',
};

class Unreadable extends Error {}

/**
 * `util.transform.toDynamoDBFilterExpression` and `…ConditionExpression`: a filter object as a JSON string, or null
 * when it cannot be read. The wording follows what was recorded on AWS (localstack/appsync-utils, `__snapshots__`).
 */
export function toDynamoDBExpression(filter: unknown): string | null {
  const expression = expressionOf(filter);
  return expression ? JSON.stringify(expression) : null;
}

/** The same as an object. */
export function expressionOf(filter: unknown): Expression | null {
  const found: Expression = { expression: '', expressionNames: {}, expressionValues: {} };
  try {
    found.expression = group(filter, [], found);
    return found;
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function group(filter: unknown, path: string[], into: Expression): string {
  if (!isRecord(filter)) throw new Unreadable();
  return Object.entries(filter)
    .map(([name, value]) => term(name, value, path, into))
    .join(' AND ');
}

function term(name: string, value: unknown, path: string[], into: Expression): string {
  if (name === 'not') return `(NOT ${group(value, [...path, 'not'], into)})`;
  if (name === 'and' || name === 'or') {
    if (!Array.isArray(value)) throw new Unreadable();
    const members = value.map((member, i) => group(member, [...path, name, String(i)], into));
    return wrap(members, name === 'and' ? ' AND ' : ' OR ');
  }
  into.expressionNames[`#${name}`] = name;
  return conditions(`#${name}`, value, [...path, name], into);
}

function wrap(members: string[], joiner: string): string {
  return members.length > 1 ? `(${members.join(joiner)})` : (members[0] ?? '');
}

function conditions(operand: string, operators: unknown, path: string[], into: Expression): string {
  if (!isRecord(operators)) throw new Unreadable();
  const terms = Object.entries(operators).map(([operator, value]) => condition(operand, operator, value, path, into));
  return wrap(terms, ' AND ');
}

function condition(operand: string, operator: string, value: unknown, path: string[], into: Expression): string {
  const place = [...path, operator];
  if (operator === 'size') {
    return conditions(operand.startsWith('size(') ? operand : `size(${operand})`, value, place, into);
  }
  if (operator === 'attributeExists') {
    if (typeof value !== 'boolean') throw new Unreadable();
    return `(${value ? 'attribute_exists' : 'attribute_not_exists'}(${operand}))`;
  }
  const bind = (bound: unknown, ...suffix: string[]) => {
    const placeholder = `:${[...place, ...suffix].join('_')}`;
    into.expressionValues[placeholder] = toDynamoDB(bound);
    return placeholder;
  };
  return `(${comparison(operand, operator, value, bind)})`;
}

type Bind = (value: unknown, ...suffix: string[]) => string;

function comparison(operand: string, operator: string, value: unknown, bind: Bind): string {
  if (Object.hasOwn(comparisons, operator)) return `${operand} ${String(comparisons[operator])} ${bind(value)}`;
  if (Object.hasOwn(functions, operator)) return `${String(functions[operator])}(${operand},${bind(value)})`;
  if (operator === 'attributeType') {
    if (typeof value !== 'string' || !Object.hasOwn(attributeTypes, value)) throw new Unreadable();
    return `attribute_type(${operand},${bind(attributeTypes[value])})`;
  }
  if (!Array.isArray(value)) throw new Unreadable();
  if (operator === 'between' && value.length > 1) {
    return `${operand} BETWEEN ${bind(value[0], 'start')} AND ${bind(value[1], 'end')}`;
  }
  if (operator === 'in') return isIn(operand, value, bind);
  throw new Unreadable();
}

function isIn(operand: string, values: unknown[], bind: Bind): string {
  if (values.length === 0) return 'null';
  return `${operand} IN (${values.map((each, i) => bind(each, String(i))).join(', ')})`;
}
