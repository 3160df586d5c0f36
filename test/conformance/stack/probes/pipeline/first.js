import { runtime, util } from '@aws-appsync/utils';

export function request(ctx) {
  const order = ctx.stash.orders.first;
  if (order === 'early') runtime.earlyReturn('first left');
  if (order === 'next') runtime.earlyReturn('first left', { skipTo: 'NEXT' });
  if (order === 'end') runtime.earlyReturn('first ended', { skipTo: 'END' });
  ctx.stash.prev = ctx.prev.result;
  const SK = order === 'source' ? '' : 'absent';
  return { operation: 'GetItem', key: util.dynamodb.toMapValues({ PK: 'absent', SK }) };
}

export function response(ctx) {
  const order = ctx.stash.orders.first;
  ctx.stash.seen.push('first');
  if (order === 'error') util.error('first', 'Probed');
  if (order === 'append') util.appendError('first', 'Probed');
  return { from: 'first', prev: ctx.stash.prev, failed: ctx.error ? ctx.error.type : null };
}
