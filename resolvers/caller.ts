import { util, type AppSyncIdentityCognito, type Context } from '@aws-appsync/utils';

/** The signed-in person: their user id and name, and the address the request came from. */
export function callerOf(ctx: Context): { owner: string; userName: string; sourceIp: string | null } {
  // Every field that asks for the caller is open to the user pool only, so the identity is Cognito's.
  const identity = ctx.identity as AppSyncIdentityCognito | undefined;
  if (!identity?.sub) util.unauthorized();
  return { owner: identity.sub, userName: identity.username, sourceIp: identity.sourceIp[0] ?? null };
}
