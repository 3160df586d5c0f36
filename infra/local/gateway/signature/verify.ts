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

/**
 * Checks the SigV4 signature of a request to `service` (a signing name), in its headers or presigned, and that the
 * body is the one that was signed. Throws an AwsError with the code that the service itself answers.
 */
export function verify(request: SignedRequest, service: string, verifier: Verifier): Verified {
  const target = wellEncoded(request.target, service);
  const claim = readClaim(request.headers, target, service);
  const holder = verifier.holderOf(claim.accessKeyId);
  if (!holder) throw signatureError('unknownKey', service);
  checkScope(claim, service, verifier.region);
  checkTime(claim, service, verifier.now());
  checkSignedHeaders(request.headers, claim, service);
  const payloadHash = service === 's3' ? declaredHash(request.headers, target, claim) : sha256(request.body);
  checkSignature(request, target, claim, payloadHash, service, holder.secretAccessKey);
  if (holder.sessionToken !== claim.sessionToken) throw signatureError('wrongToken', service);
  if (service === 's3') checkBody(request.body, payloadHash);
  return { principal: holder.principal, claim };
}

function wellEncoded(target: string, service: string): Target {
  try {
    const parsed = parseTarget(target);
    decodeURIComponent(parsed.path);
    return parsed;
  } catch {
    throw signatureError('mismatch', service, 'The URL is not well encoded.');
  }
}

function checkScope({ scope, timestamp, expires }: Claim, service: string, region: string): void {
  const problem = expires === undefined ? 'wrongScope' : 'wrongScopeQuery';
  if (scope.region !== region) {
    throw signatureError(problem, service, `The region '${scope.region}' is wrong; expecting '${region}'.`);
  }
  if (scope.service !== service) {
    throw signatureError(problem, service, `The service '${scope.service}' is wrong; expecting '${service}'.`);
  }
  if (!timestamp.startsWith(scope.date)) {
    throw signatureError(problem, service, `The date '${scope.date}' is not the date of '${timestamp}'.`);
  }
}

function checkTime({ signedAt, expires }: Claim, service: string, now: number): void {
  const allowed = (service === 's3' ? 15 : 5) * minute;
  if (expires === undefined) {
    if (Math.abs(now - signedAt) > allowed) throw signatureError('skewed', service);
    return;
  }
  if (signedAt > now + allowed) throw signatureError('notYetValid', service);
  if (now > signedAt + expires * 1000) throw signatureError('expired', service);
}

function checkSignedHeaders(headers: SignedRequest['headers'], { signedHeaders }: Claim, service: string): void {
  const signed = new Set(signedHeaders);
  const unsigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !signed.has(name));
  if (unsigned.length > 0) throw signatureError('unsignedHeaders', service, `(${unsigned.join(', ')})`);
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
  if (declared.startsWith('STREAMING-')) throw signatureError('streaming', 's3', declared);
  if (!/^[0-9a-f]{64}$/.test(declared)) throw signatureError('badBodyHash', 's3');
  if (declared !== sha256(body)) throw signatureError('bodyMismatch', 's3');
}
