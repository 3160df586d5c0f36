import { timingSafeEqual } from 'node:crypto';
import type { Principal, SignedRequest } from '../../services/service.ts';
import { canonicalRequest, sha256, signatureOf } from './canonical.ts';
import { readClaim } from './claim.ts';
import type { Claim } from './claim.ts';
import { signatureError } from './problem.ts';
import { parseTarget } from './target.ts';
import type { Target } from './target.ts';

/** The secret behind an access key id, and whom it speaks for. */
export interface KeyHolder {
  secretAccessKey: string;
  sessionToken: string | undefined;
  principal: Principal;
}

export interface Verifier {
  region: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  holderOf: (accessKeyId: string) => KeyHolder | undefined;
}

/** A signature that holds. */
export interface Verified {
  principal: Principal;
  claim: Claim;
}

const minute = 60_000;
/** The services that take a request 15 minutes before and after its time; the others 5. */
const patient = new Set(['s3', 'dynamodb']);

/**
 * Checks the SigV4 signature of a request to `service` (a signing name), in its headers or presigned, and that the
 * body is the one that was signed. Throws an AwsError with the code that the service itself answers.
 */
export function verify(request: SignedRequest, service: string, verifier: Verifier): Verified {
  const target = wellEncoded(request.target, service);
  const claim = readClaim(request.headers, target, service);
  const holder = verifier.holderOf(claim.accessKeyId);
  if (!holder || (holder.sessionToken !== undefined && claim.sessionToken === undefined))
    throw signatureError('unknownKey', service);
  if (holder.sessionToken !== claim.sessionToken) throw signatureError('wrongToken', service);
  checkScope(claim, service, verifier.region);
  checkTime(claim, service, verifier.now());
  checkSignedHeaders(request.headers, claim, service);
  const payloadHash = service === 's3' ? declaredHash(request.headers, target, claim) : sha256(request.body);
  checkSignature(request, target, claim, payloadHash, service, holder.secretAccessKey);
  if (service === 's3') checkBody(request.body, payloadHash);
  return { principal: holder.principal, claim };
}

function wellEncoded(target: string, service: string): Target {
  try {
    const parsed = parseTarget(target);
    decodeURIComponent(parsed.path);
    return parsed;
  } catch {
    throw signatureError('mismatch', service, { words: ' The URL is not well encoded.' });
  }
}

function checkScope({ scope, timestamp, expires }: Claim, service: string, region: string): void {
  const problem = expires === undefined ? 'wrongScope' : 'wrongScopeQuery';
  if (scope.region !== region) {
    const words = `; the region '${scope.region}' is wrong; expecting '${region}'`;
    throw signatureError(problem, service, { words, members: { Region: region } });
  }
  if (scope.service !== service) {
    const words = `; incorrect service "${scope.service}". This endpoint belongs to "${service}".`;
    throw signatureError(problem, service, { words });
  }
  if (!timestamp.startsWith(scope.date)) {
    const words = `; the date '${scope.date}' is not the date of '${timestamp}'`;
    throw signatureError(problem, service, { words });
  }
}

function checkTime(claim: Claim, service: string, now: number): void {
  const skew = (patient.has(service) ? 15 : 5) * minute;
  if (claim.expires === undefined) checkSkew(claim, service, now, skew);
  else checkExpiry(claim, claim.expires, { service, now, skew });
}

function checkSkew({ timestamp, signedAt }: Claim, service: string, now: number, skew: number): void {
  if (Math.abs(now - signedAt) <= skew) return;
  const early = signedAt > now;
  const [relation, sign, limit] = early ? ['still later', '+', now + skew] : ['now earlier', '-', now - skew];
  const bounds = `${compactTime(limit)} (${compactTime(now)} ${sign} ${String(skew / minute)} min.)`;
  const words = service === 's3' ? '' : `: ${timestamp} is ${relation} than ${bounds}`;
  const members = { RequestTime: timestamp, ServerTime: isoTime(now), MaxAllowedSkewMilliseconds: String(skew) };
  throw signatureError(early ? 'ahead' : 'skewed', service, { words, members });
}

function checkExpiry(
  { signedAt }: Claim,
  expires: number,
  { service, now, skew }: { service: string; now: number; skew: number },
): void {
  const end = signedAt + expires * 1000;
  const times = { Expires: isoTime(end), ServerTime: isoTime(now) };
  if (signedAt > now + skew)
    throw signatureError('notYetValid', service, { members: { 'X-Amz-Date': String(signedAt), ...times } });
  if (now > end) throw signatureError('expired', service, { members: { 'X-Amz-Expires': String(expires), ...times } });
}

const isoTime = (time: number) => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
const compactTime = (time: number) => isoTime(time).replace(/[-:]/g, '');

function checkSignedHeaders(headers: SignedRequest['headers'], { signedHeaders }: Claim, service: string): void {
  const signed = new Set(signedHeaders);
  const unsigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !signed.has(name));
  if (unsigned.length > 0) {
    const words = service === 's3' ? '' : ` (${unsigned.join(', ')})`;
    throw signatureError('unsignedHeaders', service, { words, members: { HeadersNotSigned: unsigned.join(', ') } });
  }
  const absent = signedHeaders.filter((name) => headers[name] === undefined);
  if (!signed.has('host') || absent.length > 0) throw signatureError('mismatch', service);
}

/** S3 signs what the request says about its body, so that a body can stay unhashed; others sign the body itself. */
function declaredHash(headers: SignedRequest['headers'], { query }: Target, { expires }: Claim): string {
  const declared =
    headers['x-amz-content-sha256'] ?? query.find(([name]) => name.toLowerCase() === 'x-amz-content-sha256')?.[1];
  if (declared === undefined && expires === undefined) throw signatureError('noBodyHash', 's3');
  return declared ?? 'UNSIGNED-PAYLOAD';
}

function checkSignature(
  { method, headers }: SignedRequest,
  { path, query }: Target,
  { signedHeaders, signature, scope, timestamp }: Claim,
  payloadHash: string,
  service: string,
  secret: string,
): void {
  const canonical = canonicalRequest({
    method,
    path,
    query: query.filter(([name]) => name !== 'X-Amz-Signature'),
    headers,
    signedHeaders,
    payloadHash,
    encoding: service === 's3' ? 'once' : 'twice',
  });
  const expected = signatureOf(canonical, scope, timestamp, secret);
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) throw signatureError('mismatch', service);
}

function checkBody(body: Buffer, declared: string): void {
  if (declared === 'UNSIGNED-PAYLOAD' || declared === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return;
  if (declared.startsWith('STREAMING-')) throw signatureError('streaming', 's3', { words: ` (${declared})` });
  if (!/^[0-9a-f]{64}$/.test(declared)) throw signatureError('badBodyHash', 's3');
  if (declared !== sha256(body)) throw signatureError('bodyMismatch', 's3');
}
