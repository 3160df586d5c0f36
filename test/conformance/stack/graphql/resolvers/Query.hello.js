export function request(ctx) {
  return { payload: `Hello ${ctx.args.name}` };
}

export function response(ctx) {
  return ctx.result;
}
