import { attributeValues } from './attribute-values.ts';
import type { Expression, Projection } from './dynamodb-requests.ts';

/** Members of a call's input; absent ones are left out. */
export type Input = Record<string, unknown>;

export function present(input: Input): Input {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== null));
}

/** The placeholders of all expressions of a call; DynamoDB takes no empty map, AppSync does. */
export function placeholders(...expressions: (Expression | Projection | null | undefined)[]): Input {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const each of expressions) {
    Object.assign(names, each?.expressionNames);
    if (each && 'expressionValues' in each) Object.assign(values, each.expressionValues);
  }
  return {
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: attributeValues(values) } : {}),
  };
}
