import { extensions, util } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

export function response(ctx) {
  const filter = util.transform.toSubscriptionFilter({ group: { eq: ctx.args.group } });
  extensions.setSubscriptionInvalidationFilter(filter);
  return null;
}
