export function request(ctx) {
  console.log('asked for', ctx.args.input);
  return { payload: null };
}

export function response(ctx) {
  console.error({ failed: ctx.args.input });
  return 'logged';
}
