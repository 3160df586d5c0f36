import { runtime, util } from '@aws-appsync/utils';

/** `input` says what happens where: `{ "resolver": "early" }`. */
export function request(ctx) {
  const orders = JSON.parse(ctx.args.input);
  ctx.stash.orders = orders;
  ctx.stash.seen = ['resolver'];
  if (orders.resolver === 'early') runtime.earlyReturn('left before all functions');
  return { from: 'resolver' };
}

export function response(ctx) {
  if (ctx.stash.orders.after === 'error') util.error('after', 'Probed');
  return JSON.stringify({
    result: ctx.result,
    prev: ctx.prev.result,
    seen: ctx.stash.seen,
    args: Object.keys(ctx.args),
    error: ctx.error ?? null,
  });
}
