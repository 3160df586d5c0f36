export function request(ctx) {
  ctx.stash.left = 'in the request';
  return { payload: { asked: ctx.args.input } };
}

export function response(ctx) {
  const { args, source, identity, stash, request, result, error, env } = ctx;
  return JSON.stringify({
    args,
    arguments: ctx.arguments,
    source,
    identity,
    stash,
    headers: request.headers,
    domainName: request.domainName,
    result,
    error: error ?? null,
    env,
  });
}
