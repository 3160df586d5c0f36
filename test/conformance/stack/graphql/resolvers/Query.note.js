export function request() {
  return { payload: { text: 'read' } };
}

export function response(ctx) {
  return ctx.result;
}
