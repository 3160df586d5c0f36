export function request(ctx) {
  return { payload: { text: 'read' } };
}

export function response(ctx) {
  return ctx.result;
}
