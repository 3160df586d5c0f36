/** The probes have nothing in common but their type. */
export function request() {
  return { payload: {} };
}

export function response(ctx) {
  return ctx.result;
}
