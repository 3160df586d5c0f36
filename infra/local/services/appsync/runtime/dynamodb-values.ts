/** A value as AppSync's DynamoDB requests type it: one key, the type. Numbers stay numbers, and null is `NULL: null`. */
export type TypedValue = Record<string, unknown>;

/** `util.dynamodb.toDynamoDB`: lists become `L`, never sets. */
export function toDynamoDB(value: unknown): TypedValue {
  if (value === null || value === undefined) return { NULL: null };
  if (Array.isArray(value)) return { L: value.map(toDynamoDB) };
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: value };
    case 'boolean':
      return { BOOL: value };
    default:
      return { M: toMapValues(value) };
  }
}

export function toMapValues(value: object): Record<string, TypedValue> {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toDynamoDB(each)]));
}

/** A conversion to one type; null stays null. */
function as(type: string) {
  return (value: unknown): TypedValue | null => (value === null || value === undefined ? null : { [type]: value });
}

export const toStringSet = as('SS');
export const toNumberSet = as('NS');
export const toBinarySet = as('BS');

/** The `util.dynamodb` object. */
export const dynamodb: Record<string, unknown> = {
  toDynamoDB,
  toMapValues: (value: object | null) => (value ? toMapValues(value) : null),
  toString: as('S'),
  toStringSet,
  toNumber: as('N'),
  toNumberSet,
  toBinary: as('B'),
  toBinarySet,
  toBoolean: as('BOOL'),
  toNull: () => ({ NULL: null }),
  toList: (value: unknown[] | null) => (value ? toDynamoDB(value) : null),
  toMap: (value: object | null) => (value ? toDynamoDB(value) : null),
};
