/**
 * The functions of `@aws-appsync/utils/dynamodb`, except transactions, `scan` and `sync`. Expressions are worded as recorded
 * on AWS (localstack/appsync-utils, `__snapshots__`) as far as there are recordings.
 */
import { expressionOf, type Expression } from './dynamodb-filter.ts';
import { toMapValues, type TypedValue } from './dynamodb-values.ts';
import { updateExpression } from './dynamodb-update.ts';

export { operations } from './dynamodb-update.ts';
export { toBinarySet, toNumberSet, toStringSet } from './dynamodb-values.ts';

type Request = Record<string, unknown> & { operation: string };
type Key = Record<string, unknown>;

interface ReadInput {
  consistentRead?: boolean | null;
  projection?: string[];
}

interface WriteInput {
  key: Key;
  condition?: object | null;
}

interface QueryInput extends ReadInput {
  query: object;
  filter?: object | null;
}

export function get({ key, projection, ...rest }: ReadInput & { key: Key }): Request {
  return { operation: 'GetItem', key: toMapValues(key), ...given(rest), ...projected(projection) };
}

export function put({ key, item, condition, ...rest }: WriteInput & { item: object }): Request {
  const values = { key: toMapValues(key), attributeValues: toMapValues(item) };
  return { operation: 'PutItem', ...values, ...conditional(condition), ...given(rest) };
}

export function update({ key, update: changes, condition, ...rest }: WriteInput & { update: object }): Request {
  const values = { key: toMapValues(key), update: updateExpression(changes) };
  return { operation: 'UpdateItem', ...values, ...conditional(condition), ...given(rest) };
}

export function remove({ key, condition, ...rest }: WriteInput): Request {
  return { operation: 'DeleteItem', key: toMapValues(key), ...conditional(condition), ...given(rest) };
}

export function query({ query: keys, filter, projection, ...rest }: QueryInput): Request {
  const conditions = { query: expression(keys), ...(filter ? { filter: expression(filter) } : {}) };
  return { operation: 'Query', ...conditions, ...given(rest), ...projected(projection) };
}

export function batchGet({ tables }: { tables: Record<string, ReadInput & { keys: Key[] }> }): Request {
  const entries = Object.entries(tables).map(([table, { keys, projection, ...rest }]) => {
    return [table, { keys: keys.map(toMapValues), ...given(rest), ...projected(projection) }] as const;
  });
  return { operation: 'BatchGetItem', tables: Object.fromEntries(entries) };
}

export function batchPut({ tables }: { tables: Record<string, object[]> }): Request {
  return { operation: 'BatchPutItem', tables: valuesByTable(tables) };
}

export function batchDelete({ tables }: { tables: Record<string, Key[]> }): Request {
  return { operation: 'BatchDeleteItem', tables: valuesByTable(tables) };
}

function valuesByTable(tables: Record<string, object[]>): Record<string, Record<string, TypedValue>[]> {
  return Object.fromEntries(Object.entries(tables).map(([table, values]) => [table, values.map(toMapValues)]));
}

function given(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
}

function conditional(condition: object | null | undefined): object {
  return condition ? { condition: expression(condition) } : {};
}

/** Without `expressionValues` when nothing is bound, as recorded. */
function expression(filter: object): Partial<Expression> {
  const found = expressionOf(filter);
  if (!found) throw new Error('the filter cannot be read');
  const { expressionValues, ...rest } = found;
  return Object.keys(expressionValues).length > 0 ? found : rest;
}

/** Each name of a path such as `a.b[1]` gets a placeholder, the same one wherever it comes up. */
function projected(projection: string[] | undefined): object {
  if (!projection) return {};
  const placeholders = new Map<string, string>();
  const paths = projection.map((path) =>
    path.replaceAll(/[^.[\]]+(?![^[]*\])/g, (name) => {
      const known = placeholders.get(name) ?? `#expName_${String(placeholders.size + 1)}`;
      placeholders.set(name, known);
      return known;
    }),
  );
  const expressionNames = Object.fromEntries([...placeholders].map(([name, placeholder]) => [placeholder, name]));
  return { projection: { expression: paths.join(', '), expressionNames } };
}
