import { util } from '@aws-appsync/utils';

export function request(ctx) {
  if (ctx.args.owner !== ctx.identity.sub) {
    util.unauthorized();
  }
  return { payload: null };
}

export function response() {
  return null;
}
