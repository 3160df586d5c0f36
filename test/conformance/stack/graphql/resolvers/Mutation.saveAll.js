export function request(ctx) {
  return { payload: ctx.args.things };
}

export function response(ctx) {
  return ctx.result;
}
