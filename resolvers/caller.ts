import { util, type AppSyncIdentityCognito, type AppSyncIdentityIAM, type Context } from '@aws-appsync/utils';

export interface Caller {
  owner: string;
  userName: string;
  sourceIp: string | null;
}

/** What AppSync says of either kind of caller, as far as one can tell them apart. */
type Identity = Pick<AppSyncIdentityCognito, 'sourceIp'> &
  Partial<Pick<AppSyncIdentityCognito, 'sub' | 'username'>> &
  Partial<Pick<AppSyncIdentityIAM, 'userArn'>>;

/** The signed-in person, or the application: their user id and name, and the address the request came from. */
export function callerOf(ctx: Context): Caller {
  // Every field that asks for the caller is open to the user pool and IAM only.
  const identity = ctx.identity as Identity | undefined;
  if (!identity) util.unauthorized();
  // The last address is the connection's own; those before it are what the request claims in `x-forwarded-for`.
  const sourceIp = identity.sourceIp[identity.sourceIp.length - 1] ?? null;
  if (identity.sub) return { owner: identity.sub, userName: identity.username ?? identity.sub, sourceIp };
  const name = principalName(identity.userArn ?? '');
  return { owner: `app-${name}`, userName: name, sourceIp };
}

/**
 * The name of an application's role, or of an IAM user: whatever session of it calls. No person's id begins with `app-`,
 * for it is a UUID.
 */
function principalName(arn: string): string {
  const resource = arn.split(':')[5] ?? '';
  const parts = resource.split('/');
  // `assumed-role/NAME/SESSION`, `user/PATH/NAME` or `root`.
  const name = (parts[0] === 'assumed-role' ? parts[1] : parts[parts.length - 1]) ?? '';
  if (!util.matches('^[A-Za-z0-9-]{1,60}$', name)) {
    util.error('An application is known by its role: a name of 1 to 60 letters, digits and hyphens.', 'InvalidInput');
  }
  return name;
}
