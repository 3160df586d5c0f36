import { runtime } from '@aws-appsync/utils';

export function request(ctx) {
  if (ctx.args.input) runtime.earlyReturn(ctx.args.input);
  runtime.earlyReturn();
}

export function response() {
  return 'late';
}
