export function request() {
  let folder = { name: 'innermost' };
  for (const name of ['5', '4', '3', '2', '1']) {
    folder = { name, parent: folder };
  }
  return { payload: folder };
}

export function response(ctx) {
  return ctx.result;
}
