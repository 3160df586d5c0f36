export function request() {
  return { payload: { both: 'open', people: 'open', roles: 'open', admins: 'open', members: 'open' } };
}

export function response(ctx) {
  return ctx.result;
}
