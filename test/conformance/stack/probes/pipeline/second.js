export function request(ctx) {
  return { payload: ctx.prev.result };
}

export function response(ctx) {
  ctx.stash.seen.push('second');
  return { from: 'second', result: ctx.result, prev: ctx.prev.result };
}
