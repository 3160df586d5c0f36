/** Counts the runs of one loop over `input`, a list or an object. */
export function request(ctx) {
  const { of, over } = JSON.parse(ctx.args.input);
  let runs = 0;
  if (of) {
    for (const _ of over) runs += 1;
  } else {
    for (const _ in over) runs += 1;
  }
  return { payload: `${runs}` };
}

export function response(ctx) {
  return ctx.result;
}
