import { forgetExpired, storeAdapter } from './adapter.ts';
import { errorPage } from './pages.ts';
import { testUsers } from './users.ts';
import type {
  AccountClaims,
  Client as OidcClient,
  ClientMetadata,
  Configuration,
  KoaContextWithOIDC,
  default as Provider,
} from 'oidc-provider';
import type { Cloud } from '../service.ts';
import type { Keys } from './keys.ts';
import type { Client, Pool } from './pool.ts';

/** Paths as Cognito's, below the issuer (discovery tells them) and at the root (as on a user pool domain). */
export const routes = {
  authorization: '/oauth2/authorize',
  token: '/oauth2/token',
  userinfo: '/oauth2/userInfo',
  revocation: '/oauth2/revoke',
  jwks: '/.well-known/jwks.json',
  logout: '/logout',
  signIn: '/sign-in',
};

/** Cognito remembers a browser for an hour and takes a code for five minutes. */
const sessionSeconds = 3_600;
const codeSeconds = 300;

type Library = typeof import('oidc-provider');

/** Without what it says, while it loads, about Node 20: what is used of it here is tested there. */
async function loadLibrary(): Promise<Library> {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}

/** The OpenID provider of the pool, its memory in the durable store. */
export async function createProvider(
  pool: Pool,
  keys: Keys,
  cloud: Pick<Cloud, 'store' | 'clock' | 'deployment' | 'log'>,
): Promise<Provider> {
  const { store, clock, deployment } = cloud;
  await forgetExpired(store, clock);
  const { default: Provider, errors } = await loadLibrary();
  const port = new URL(deployment.addresses.signIn).port;
  const provider = new Provider(pool.issuer, {
    ...protocol(pool, errors),
    adapter: storeAdapter(store, clock),
    clients: pool.clients.map(clientMetadata),
    jwks: { keys: [keys.signing] },
    // Browsers keep cookies by host and not by port: another stack on this machine must not take these for its own.
    cookies: {
      keys: [keys.cookies],
      names: { session: `session-${port}`, interaction: `sign-in-${port}`, resume: `resume-${port}` },
    },
    findAccount(_ctx, sub) {
      const user = testUsers(pool).find((candidate) => candidate.sub === sub);
      if (!user) return undefined;
      const claims: AccountClaims = { sub, username: user.username, email: user.email, email_verified: 'true' };
      return { accountId: sub, claims: () => claims };
    },
  });
  provider.on('server_error', (_ctx, error) => reportError(error, cloud));
  return provider;
}

export function reportError(error: unknown, cloud: Pick<Cloud, 'log'>): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  cloud.log({ service: 'cognito', level: 'error', message });
}

function protocol(pool: Pool, errors: Library['errors']): Configuration {
  const clientOf = (id: string | undefined): Client => {
    const client = pool.clients.find((candidate) => candidate.id === id);
    if (!client) throw new Error(`No client ${id}`);
    return client;
  };
  return {
    routes: { ...routes },
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    pkce: { required: () => true },
    extraParams: { scope: (ctx, _value, client) => checkScopes(ctx, client, errors) },
    scopes: [...new Set(pool.clients.flatMap(({ scopes }) => scopes))],
    claims: { openid: ['sub', 'username'], email: ['email', 'email_verified'] },
    discovery: { end_session_endpoint: `${pool.issuer}${routes.logout}` },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, { clientId }, token) => token.clientId === clientId },
      // Cognito's /logout asks nothing and takes a `logout_uri`: see logout.ts.
      rpInitiatedLogout: { enabled: false },
    },
    interactions: { url: (_ctx, { uid }) => `${new URL(pool.issuer).pathname}${routes.signIn}/${uid}` },
    clientBasedCORS: (_ctx, origin, { clientId }) =>
      clientOf(clientId).redirectUris.some((uri) => new URL(uri).origin === origin),
    loadExistingGrant: grantAll,
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
    rotateRefreshToken: ({ oidc }) => clientOf(oidc.client?.clientId).rotatesRefreshTokens,
    ttl: {
      Session: sessionSeconds,
      Interaction: sessionSeconds,
      AuthorizationCode: codeSeconds,
      AccessToken: (_ctx, _token, client) => clientOf(client.clientId).accessTokenSeconds,
      IdToken: (_ctx, _token, client) => clientOf(client.clientId).idTokenSeconds,
      // A rotated token lives for what was left of the one before.
      RefreshToken: (ctx, _token, client) =>
        ctx.oidc.entities.RotatedRefreshToken?.remainingTTL ?? clientOf(client.clientId).refreshTokenSeconds,
      Grant: Math.max(...pool.clients.map(({ refreshTokenSeconds }) => refreshTokenSeconds), sessionSeconds),
    },
    renderError: (ctx, { error, error_description }) => errorPage(ctx, pool, error_description ?? error),
  };
}

function clientMetadata({ id, name, redirectUris, scopes }: Client): ClientMetadata {
  return {
    client_id: id,
    client_name: name,
    redirect_uris: redirectUris,
    scope: scopes.join(' '),
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  };
}

/** The provider would leave out a scope that it does not know; Cognito refuses the request. */
function checkScopes(ctx: KoaContextWithOIDC, client: OidcClient, errors: Library['errors']): void {
  const allowed = new Set(client.scope?.split(' '));
  const asked = new URLSearchParams(ctx.querystring).get('scope')?.split(' ') ?? [];
  const refused = asked.find((scope) => !allowed.has(scope));
  if (refused !== undefined) throw new errors.InvalidScope('requested scope is not allowed', refused);
}

/** Cognito asks nobody for consent. There is one grant a sign-in, so that revoking a refresh token ends just that one. */
async function grantAll(ctx: KoaContextWithOIDC) {
  const { client, session, requestParamScopes, provider } = ctx.oidc;
  if (!client || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope([...requestParamScopes].join(' '));
  await grant.save();
  return grant;
}
