/** Hands on a text of 2 to the power of `input` bytes. */
export function request(ctx) {
  let text = 'x';
  for (const _ of JSON.parse(ctx.args.input)) text += text;
  return { payload: text };
}

export function response(ctx) {
  return `${ctx.result.length}`;
}
