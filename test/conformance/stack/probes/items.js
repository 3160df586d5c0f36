export function request(ctx) {
  return { payload: JSON.parse(ctx.args.input) };
}

export function response(ctx) {
  return ctx.result;
}
