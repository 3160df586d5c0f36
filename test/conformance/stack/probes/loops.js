/** Goes over `input`, a list or an object, in one loop. */
export function request(ctx) {
  const { of, over } = JSON.parse(ctx.args.input);
  const seen = [];
  if (of) {
    for (const each of over) seen.push(each);
  } else {
    for (const each in over) seen.push(each);
  }
  return { payload: `${seen.length}` };
}

export function response(ctx) {
  return ctx.result;
}
