import { util, type AppSyncIdentityCognito, type Context } from '@aws-appsync/utils';

/** The signed-in person: their user id and name, and the address the request came from. */
export function callerOf(ctx: Context): { owner: string; userName: string; sourceIp: string | null } {
  // Every field that asks for the caller is open to the user pool only, so the identity is Cognito's.
  const identity = ctx.identity as AppSyncIdentityCognito | undefined;
  if (!identity?.sub) util.unauthorized();
  // The last address is the connection's own; those before it are what the request claims in `x-forwarded-for`.
  const sourceIp = identity.sourceIp[identity.sourceIp.length - 1] ?? null;
  return { owner: identity.sub, userName: identity.username, sourceIp };
}
