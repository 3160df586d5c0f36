/** Hands on a text that doubles with each element of `input`. */
export function request(ctx) {
  return { payload: JSON.parse(ctx.args.input).reduce((text) => text + text, 'x') };
}

export function response(ctx) {
  return `${ctx.result.length}`;
}
