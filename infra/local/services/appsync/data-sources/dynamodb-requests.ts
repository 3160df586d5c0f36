import * as z from 'zod';
import { unreadableRequest } from './data-source.ts';

const typedValues = z.record(z.string(), z.unknown());
const names = z.record(z.string(), z.string()).nullish();
const values = typedValues.nullish();

const expression = z.strictObject({ expression: z.string(), expressionNames: names, expressionValues: values });
const projection = z.strictObject({ expression: z.string(), expressionNames: names });
const consistentRead = z.boolean().nullish();

const condition = z.strictObject({
  ...expression.shape,
  equalsIgnore: z.array(z.string()).default([]),
  consistentRead: z.boolean().default(true),
  /** `Custom` is not emulated. */
  conditionalCheckFailedHandler: z.strictObject({ strategy: z.literal('Reject') }).nullish(),
});

const batchReads = z.record(
  z.string(),
  z.strictObject({ keys: z.array(typedValues), consistentRead, projection: projection.nullish() }),
);

/** The requests of AppSync's DynamoDB data source; Scan, Sync and transactions are not emulated. */
const request = z.discriminatedUnion('operation', [
  z.strictObject({
    operation: z.literal('GetItem'),
    key: typedValues,
    consistentRead,
    projection: projection.nullish(),
  }),
  z.strictObject({
    operation: z.literal('PutItem'),
    key: typedValues,
    attributeValues: typedValues.default({}),
    condition: condition.nullish(),
  }),
  z.strictObject({
    operation: z.literal('UpdateItem'),
    key: typedValues,
    update: expression,
    condition: condition.nullish(),
  }),
  z.strictObject({ operation: z.literal('DeleteItem'), key: typedValues, condition: condition.nullish() }),
  z.strictObject({
    operation: z.literal('Query'),
    query: expression,
    index: z.string().nullish(),
    nextToken: z.string().nullish(),
    limit: z.number().int().positive().nullish(),
    scanIndexForward: z.boolean().nullish(),
    consistentRead,
    select: z.enum(['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES']).nullish(),
    filter: expression.nullish(),
    projection: projection.nullish(),
  }),
  z.strictObject({ operation: z.literal('BatchGetItem'), tables: batchReads }),
  z.strictObject({
    operation: z.enum(['BatchPutItem', 'BatchDeleteItem']),
    tables: z.record(z.string(), z.array(typedValues)),
  }),
]);

export type DynamoDBRequest = z.infer<typeof request>;
export type Expression = z.infer<typeof expression>;
export type Projection = z.infer<typeof projection>;
export type RequestOf<Operation extends DynamoDBRequest['operation']> = Extract<
  DynamoDBRequest,
  { operation: Operation }
>;

export function readRequest(value: unknown): DynamoDBRequest {
  const parsed = request.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    throw unreadableRequest(`Unsupported element '$[${[...issue.path, issue.keys[0]].join('][')}]'.`);
  }
  throw unreadableRequest(z.prettifyError(parsed.error));
}
