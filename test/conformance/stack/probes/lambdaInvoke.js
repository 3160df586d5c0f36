export function request(ctx) {
  return JSON.parse(ctx.args.input);
}

export function response(ctx) {
  return JSON.stringify({ result: ctx.result ?? null, error: ctx.error ?? null });
}
