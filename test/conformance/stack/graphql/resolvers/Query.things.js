/** As many things as `count` says, up to ten times ten. */
export function request(ctx) {
  const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const numbers = digits.flatMap((ten) => digits.map((one) => ten * 10 + one));
  return { payload: numbers.filter((number) => number < ctx.args.count).map((number) => ({ id: `${number}` })) };
}

export function response(ctx) {
  return ctx.result;
}
