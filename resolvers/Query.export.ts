import { util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { Export, QueryExportArgs } from '../schema/generated/schema.ts';
import { tableKeys } from '../schema/table.ts';
import { callerOf } from './caller.ts';
import { fault } from './fault.ts';

type Stored = Export & { abandoned?: boolean };

export function request(ctx: Context<QueryExportArgs>): DynamoDBGetItemRequest {
  const key = tableKeys.export(callerOf(ctx).owner);
  return { operation: 'GetItem', key: util.dynamodb.toMapValues(key), consistentRead: true };
}

export function response(ctx: Context<QueryExportArgs, object, object, object, Stored | null>): Export | null {
  if (ctx.error) fault(ctx);
  const found = ctx.result;
  return found && found.id === ctx.args.id && found.abandoned !== true ? found : null;
}
