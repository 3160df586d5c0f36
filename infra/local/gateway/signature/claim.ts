import type { SignedRequest } from '../../services/service.ts';
import type { CredentialScope } from './canonical.ts';
import { signatureError } from './problem.ts';
import type { Target } from './target.ts';

/** What a request says about its own signature. */
export interface Claim {
  accessKeyId: string;
  scope: CredentialScope;
  /** For example `20201122T110000Z`. */
  timestamp: string;
  /** The same in milliseconds since the epoch. */
  signedAt: number;
  signedHeaders: string[];
  /** 64 hex digits. */
  signature: string;
  sessionToken: string | undefined;
  /** Seconds from `timestamp`; set for a presigned URL, which carries its signature in the query. */
  expires: number | undefined;
}

const header =
  /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+)\s*,\s*SignedHeaders=([a-z0-9;_.-]+)\s*,\s*Signature=([0-9a-f]{64})$/;
const credential = /^([A-Z0-9]{16,128})\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request$/;
const week = 7 * 24 * 60 * 60;

/** The signing name that a request names in its scope; undefined when it carries no signature that can be read. */
export function claimedService(headers: SignedRequest['headers'], { query }: Target): string | undefined {
  const claimed = headers['authorization'] ?? parameter(query, 'X-Amz-Credential') ?? '';
  return /\/([a-z0-9-]+)\/aws4_request/.exec(claimed)?.[1];
}

/** Reads the signature of a request to `service` (a signing name). Throws the service's own error. */
export function readClaim(headers: SignedRequest['headers'], { query }: Target, service: string): Claim {
  const authorization = headers['authorization'];
  if (parameter(query, 'X-Amz-Algorithm') !== undefined) {
    if (authorization === undefined) return fromQuery(query, service);
    throw signatureError('malformedQuery', service, { words: ' Only one auth mechanism is allowed.' });
  }
  if (authorization === undefined) throw signatureError('missing', service);
  return fromHeader(authorization, headers, service);
}

function fromHeader(authorization: string, headers: SignedRequest['headers'], service: string): Claim {
  const [, who, signedHeaders, signature] = header.exec(authorization) ?? [];
  const claimed = parseCredential(who);
  if (!claimed || !signedHeaders || !signature) throw signatureError('malformed', service);
  const timestamp = headers['x-amz-date'] ?? '';
  const signedAt = parseTimestamp(timestamp);
  if (signedAt === undefined) throw signatureError('noDate', service);
  const sessionToken = headers['x-amz-security-token'];
  const signed = { signedHeaders: signedHeaders.split(';'), signature, sessionToken };
  return { ...claimed, ...signed, timestamp, signedAt, expires: undefined };
}

function fromQuery(query: Target['query'], service: string): Claim {
  const claimed = parseCredential(parameter(query, 'X-Amz-Credential'));
  const timestamp = parameter(query, 'X-Amz-Date') ?? '';
  const signature = parameter(query, 'X-Amz-Signature') ?? '';
  const signedHeaders = parameter(query, 'X-Amz-SignedHeaders') ?? '';
  const expires = parameter(query, 'X-Amz-Expires') ?? '';
  const signedAt = parseTimestamp(timestamp);
  const complete =
    parameter(query, 'X-Amz-Algorithm') === 'AWS4-HMAC-SHA256' &&
    /^[0-9a-f]{64}$/.test(signature) &&
    signedHeaders !== '';
  if (!claimed || signedAt === undefined || !complete) throw signatureError('malformedQuery', service);
  if (!/^\d{1,6}$/.test(expires) || Number(expires) < 1 || Number(expires) > week) {
    const words = ' X-Amz-Expires must be from 1 second to one week (604800 seconds).';
    throw signatureError('malformedQuery', service, { words });
  }
  const sessionToken = parameter(query, 'X-Amz-Security-Token');
  const signed = { signedHeaders: signedHeaders.split(';'), signature, sessionToken };
  return { ...claimed, ...signed, timestamp, signedAt, expires: Number(expires) };
}

function parseCredential(text = ''): Pick<Claim, 'accessKeyId' | 'scope'> | undefined {
  const [, accessKeyId, date, region, service] = credential.exec(text) ?? [];
  if (!accessKeyId || !date || !region || !service) return undefined;
  return { accessKeyId, scope: { date, region, service } };
}

/** Reads `20201122T110000Z`. */
function parseTimestamp(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const time = Date.parse(`${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** A parameter given twice is not a parameter: the signature could cover one and the service read the other. */
function parameter(query: Target['query'], name: string): string | undefined {
  const values = query.filter(([key]) => key === name);
  return values.length === 1 ? values[0]?.[1] : undefined;
}
