import { extensions } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

export function response(ctx) {
  extensions.invalidateSubscriptions({ subscriptionField: 'onGroup', payload: { group: ctx.args.group } });
  return ctx.args.group;
}
