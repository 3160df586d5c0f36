import { createHash, randomBytes } from 'node:crypto';
import { serve } from '../../testing/served-service.ts';
import { cognito } from './index.ts';
import { clientId, poolId } from './kinds.ts';
import type { ServedService } from '../../testing/served-service.ts';

export const client = clientId('us-east-1', '000000000000', 'WebClient');
export const callback = 'http://127.0.0.1:4/callback';

export function issuerOf({ address }: ServedService): string {
  return `${address}/${poolId('us-east-1', '000000000000', 'Users')}`;
}

/** The pool of a stack like ours; `properties` are added to its client's. */
export function serveCognito(
  properties: Record<string, unknown> = {},
  earlier?: ServedService,
  pool: Record<string, unknown> = {},
): Promise<ServedService> {
  return serve({
    service: cognito,
    ...(earlier && { earlier }),
    resources: () => ({
      Users: { type: 'AWS::Cognito::UserPool', properties: { UserPoolName: 'users', ...pool } },
      Admins: { type: 'AWS::Cognito::UserPoolGroup', properties: { UserPoolId: 'id', GroupName: 'admins' } },
      WebClient: {
        type: 'AWS::Cognito::UserPoolClient',
        properties: {
          UserPoolId: 'id',
          AllowedOAuthFlowsUserPoolClient: true,
          AllowedOAuthFlows: ['code'],
          AllowedOAuthScopes: ['openid', 'email', 'profile'],
          CallbackURLs: [callback],
          LogoutURLs: ['http://127.0.0.1:4/'],
          ...properties,
        },
      },
    }),
  });
}

/** Follows no redirect by itself and keeps cookies as a browser does: by name and path. */
export class Browser {
  readonly #cookies = new Map<string, { name: string; value: string; path: string }>();

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { pathname } = new URL(url);
    const sent = [...this.#cookies.values()].filter(({ path }) => pathname.startsWith(path));
    const cookie = sent.map(({ name, value }) => `${name}=${value}`).join('; ');
    const headers = new Headers(init.headers);
    if (cookie) headers.set('cookie', cookie);
    headers.set('accept', headers.get('accept') ?? 'text/html');
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  /** Opens `url` and follows redirects, up to the one that leaves `origin`. */
  async open(url: string, init?: RequestInit): Promise<{ url: string; response: Response }> {
    const response = await this.fetch(url, init);
    const location = response.headers.get('location');
    if (location === null) return { url, response };
    const next = new URL(location, url);
    return next.origin === new URL(url).origin ? this.open(next.href) : { url: next.href, response };
  }

  submit(url: string, fields: Record<string, string>): Promise<{ url: string; response: Response }> {
    return this.open(url, { method: 'POST', body: new URLSearchParams(fields) });
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const path = attributes.find((each) => each.startsWith('path='))?.slice('path='.length) ?? '/';
    if (attributes.some((each) => each.startsWith('expires=Thu, 01 Jan 1970'))) this.#cookies.delete(`${path}${name}`);
    else this.#cookies.set(`${path}${name}`, { name, value, path });
  }
}

/** One authorization request, with what has to be kept for its second half. */
export class CodeFlow {
  readonly verifier = randomBytes(32).toString('base64url');
  readonly state = randomBytes(8).toString('hex');
  readonly #issuer: string;

  constructor(issuer: string) {
    this.#issuer = issuer;
  }

  url(changes: Record<string, string | undefined> = {}): string {
    const parameters: Record<string, string | undefined> = {
      client_id: client,
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid email',
      state: this.state,
      nonce: 'a nonce',
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    };
    const url = new URL(`${this.#issuer}/oauth2/authorize`);
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
    return url.href;
  }

  redeem(code: string, changes: Record<string, string> = {}): Promise<Response> {
    return this.token({
      grant_type: 'authorization_code',
      redirect_uri: callback,
      code_verifier: this.verifier,
      code,
      ...changes,
    });
  }

  token(fields: Record<string, string>): Promise<Response> {
    const body = new URLSearchParams({ client_id: client, ...fields });
    return fetch(`${this.#issuer}/oauth2/token`, { method: 'POST', body, headers: { origin: 'http://127.0.0.1:4' } });
  }
}

/** What the token endpoint answers. */
export interface TokenAnswer {
  access_token: string;
  id_token: string;
  refresh_token: string;
  scope: string;
  expires_in: number;
  error: string;
}

/** The whole of a sign-in: request, page, password, code, tokens. */
export async function signIn(issuer: string, browser: Browser, username = 'alice', password = 'Alice-1234') {
  const flow = new CodeFlow(issuer);
  const page = await browser.open(flow.url());
  const back = page.url.startsWith(callback) ? page : await browser.submit(page.url, { username, password });
  const response = await flow.redeem(codeIn(back.url));
  return { flow, code: codeIn(back.url), answer: await answerOf(response) };
}

export function codeIn(url: string): string {
  return new URL(url).searchParams.get('code') ?? '';
}

export async function answerOf(response: Response): Promise<TokenAnswer> {
  return (await response.json()) as TokenAnswer;
}
