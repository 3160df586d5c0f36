import { util, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { User } from '../schema/generated/schema.ts';
import { readToday, type DayContext } from './day-usage.ts';

export { usageOf as response } from './day-usage.ts';

export function request(ctx: DayContext<User>): DynamoDBGetItemRequest {
  return readToday(ctx.source?.id ?? util.error('Usage belongs to a user.', 'InvalidInput'));
}
