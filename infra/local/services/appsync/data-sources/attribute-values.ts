import { isRecord } from '../../../assembly/record.ts';
import { unreadableRequest } from './data-source.ts';

/** A value as DynamoDB's JSON protocol carries it: one key, the type. */
export type AttributeValue = Record<string, unknown>;

/** From AppSync's typed values, where numbers are numbers and `NULL` may be null. Throws for what is none. */
export function attributeValue(typed: unknown): AttributeValue {
  const [[type, value] = [], ...rest] = isRecord(typed) ? Object.entries(typed) : [];
  if (type === undefined || rest.length > 0) throw unreadableRequest(`${JSON.stringify(typed)} is no typed value.`);
  switch (type) {
    case 'NULL':
      return { NULL: true };
    case 'N':
      return { N: String(value) };
    case 'NS':
      return { NS: listOf(value).map(String) };
    case 'L':
      return { L: listOf(value).map(attributeValue) };
    case 'M':
      return { M: attributeValues(isRecord(value) ? value : {}) };
    case 'S':
    case 'B':
    case 'BOOL':
    case 'SS':
    case 'BS':
      return { [type]: value };
    default:
      throw unreadableRequest(`${type} is no type of DynamoDB.`);
  }
}

export function attributeValues(typed: Record<string, unknown>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, attributeValue(value)]));
}

/** To what resolvers see: numbers are numbers, sets are lists, binary is base64. */
export function plainValue(value: unknown): unknown {
  if (!isRecord(value)) return null;
  const [type] = Object.keys(value);
  const content = type === undefined ? undefined : value[type];
  switch (type) {
    case undefined:
    case 'NULL':
      return null;
    case 'N':
      return Number(content);
    case 'NS':
      return listOf(content).map(Number);
    case 'L':
      return listOf(content).map(plainValue);
    case 'M':
      return plainItem(content);
    default:
      return content;
  }
}

/** An item as resolvers see it; null when there is none. */
export function plainItem(item: unknown): Record<string, unknown> | null {
  if (!isRecord(item)) return null;
  return Object.fromEntries(Object.keys(item).map((name) => [name, plainValue(item[name])]));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
