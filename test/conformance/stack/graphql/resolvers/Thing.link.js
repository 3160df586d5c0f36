export function request(ctx) {
  return { payload: `/${ctx.source.id}` };
}

export function response(ctx) {
  return ctx.result;
}
