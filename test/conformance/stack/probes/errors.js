import { util } from '@aws-appsync/utils';

/** Does in one of its handlers what `input` says: `{ "at": "request", "how": "error" }`. */
function act(ctx, at) {
  const order = JSON.parse(ctx.args.input);
  if (order.at !== at) return;
  if (order.how === 'error') util.error('Wrong', 'Probed', { a: 1 }, { at });
  if (order.how === 'bare') util.error('Wrong');
  if (order.how === 'append') util.appendError('Careful', 'Probed', { a: 1 }, { at });
  if (order.how === 'unauthorized') util.unauthorized();
}

export function request(ctx) {
  act(ctx, 'request');
  return { payload: 'data' };
}

export function response(ctx) {
  act(ctx, 'response');
  return ctx.result;
}
