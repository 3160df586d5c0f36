import { util } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

export function response(ctx) {
  const { filter, condition, subscription } = JSON.parse(ctx.args.input);
  if (filter) return util.transform.toDynamoDBFilterExpression(filter);
  if (condition) return util.transform.toDynamoDBConditionExpression(condition);
  return JSON.stringify(
    util.transform.toSubscriptionFilter(subscription.filter, subscription.ignored, subscription.rules),
  );
}
