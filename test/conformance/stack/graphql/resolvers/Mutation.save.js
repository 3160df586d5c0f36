export function request(ctx) {
  return { payload: ctx.args.thing };
}

export function response(ctx) {
  return ctx.result;
}
