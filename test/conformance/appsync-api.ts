import { S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { Sha256 } from '../../infra/local/testing/sha256.ts';
import { openTarget, type Target } from './target.ts';

export interface Answer {
  status: number;
  headers: Headers;
  body: { data?: Record<string, unknown> | null; errors?: unknown[] };
}

export interface Question {
  variables?: Record<string, unknown>;
  operationName?: string;
  headers?: Record<string, string>;
}

export interface SigningOrder {
  /** Default: the endpoint's. */
  path?: string;
  body: string;
  headers?: Record<string, string>;
  secretAccessKey?: string;
}

/** The GraphQL API of the conformance stack. */
export interface Api {
  target: Target;
  url: string;
  host: string;
  realtimeUrl: string;
  /** Posts these bytes. */
  post: (body: string, headers?: Record<string, string>, method?: string) => Promise<Answer>;
  /** Asks as `ada`, or with these headers. */
  ask: (query: string, question?: Question) => Promise<Answer>;
  /** Asks as the operator, by IAM. */
  askSigned: (query: string, variables?: Record<string, unknown>) => Promise<Answer>;
  /** The headers of a request that the operator signs. */
  sign: (order: SigningOrder) => Promise<Record<string, string>>;
  /** The access token of a user who is in no group. */
  token: (user?: string) => Promise<string>;
}

const body = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.unknown()).optional(),
});

export async function openApi(): Promise<Api> {
  const target = await openTarget();
  const url = target.output('GraphqlUrl');
  const token = async (user = 'ada') => (await target.tokens(user)).accessToken;
  const post: Api['post'] = async (sent, headers = {}, method = 'POST') => {
    const response = await fetch(url, { method, headers, ...(method === 'POST' && { body: sent }) });
    return { status: response.status, headers: response.headers, body: answered(await response.json()) };
  };
  const sign = signer(target, url);
  return {
    target,
    url,
    host: new URL(url).host,
    realtimeUrl: target.output('RealtimeUrl'),
    token,
    post,
    sign,
    async ask(query, { headers, ...rest } = {}) {
      return post(JSON.stringify({ query, ...rest }), headers ?? { authorization: await token() });
    },
    async askSigned(query, variables = {}) {
      const sent = JSON.stringify({ query, variables });
      return post(sent, await sign({ body: sent }));
    },
  };
}

function answered(parsed: unknown): Answer['body'] {
  const { data, errors } = body.parse(parsed);
  return { ...(data === undefined ? {} : { data }), ...(errors === undefined ? {} : { errors }) };
}

function signer(target: Target, url: string): Api['sign'] {
  const { host, hostname, pathname, protocol } = new URL(url);
  return async ({ path = pathname, body, headers = {}, secretAccessKey }) => {
    const own = await new S3Client(target.client).config.credentials();
    const credentials = { ...own, ...(secretAccessKey !== undefined && { secretAccessKey }) };
    const { region } = target.client;
    const signature = new SignatureV4({ service: 'appsync', region, sha256: Sha256, credentials });
    const signed = await signature.sign({
      method: 'POST',
      protocol,
      hostname,
      path,
      query: {},
      headers: { host, 'content-type': 'application/json; charset=UTF-8', ...headers },
      body,
    });
    return signed.headers;
  };
}

/** A name that no other case and no other run uses. */
export function unique(name: string): string {
  return `${name}-${crypto.randomUUID()}`;
}
