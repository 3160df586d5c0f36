import type { RequestListener } from 'node:http';
import type { Clock } from '../clock.ts';
import { AwsError, ConnectionReset } from '../services/service.ts';
import type { AwsEndpoint, AwsRequest, AwsResponse, Cloud, Principal } from '../services/service.ts';
import { jsonError } from '../services/aws-json.ts';
import type { Faults } from './faults.ts';
import type { Guard } from './guard.ts';
import { receive, send } from './http.ts';
import type { Received } from './http.ts';
import { claimedService } from './signature/claim.ts';
import type { Claim } from './signature/claim.ts';
import { unwrapStreamedBody } from './signature/streamed-body.ts';
import { parseTarget } from './signature/target.ts';
import { verify } from './signature/verify.ts';
import type { Verifier } from './signature/verify.ts';

export interface FrontDoorParts {
  /** By signing name. */
  endpoints: ReadonlyMap<string, AwsEndpoint>;
  guard: Guard;
  faults: Faults;
  verifier: Verifier;
  clock: Clock;
  /** Origin of the front door, for the URLs that services see. */
  origin: string;
  log: Cloud['log'];
  usage?: NonNullable<Cloud['usage']>;
}

const anonymous: Principal = { kind: 'anonymous', arn: '*' };

/**
 * The one HTTP listener in front of all AWS endpoints: it reads the request, checks its signature, asks the policies,
 * lets faults happen, and hands the call to the service that its signature is for.
 */
export function frontDoor(parts: FrontDoorParts): RequestListener {
  return (incoming, outgoing) => {
    const answered = receive(incoming).then((received) => answer(parts, received));
    parts.clock.during(answered).then(
      (response) => send(outgoing, response, incoming.method ?? 'GET', parts.clock.now()),
      (error: unknown) => {
        // A fault broke the connection, the caller went away, or the service could not even render an error.
        if (!(error instanceof ConnectionReset))
          parts.log({ service: 'gateway', level: 'warn', message: String(error) });
        outgoing.destroy();
      },
    );
  };
}

async function answer(parts: FrontDoorParts, received: Received): Promise<AwsResponse> {
  const url = urlOf(parts.origin, received.target);
  const claimed = received.method === 'OPTIONS' ? undefined : claimedOrNone(received);
  if (claimed === undefined) {
    const unsigned = unsignedAnswer(parts, { ...received, url, principal: anonymous });
    if (unsigned) return unsigned;
  }
  const service = claimed ?? guessedService(received);
  const endpoint = parts.endpoints.get(service);
  if (!endpoint)
    return jsonError(
      new AwsError('UnknownOperationException', `The service ${service} is not emulated.`),
      '1.0',
      'local',
    );
  const response = await signedAnswer(parts, endpoint, received, url).catch((error: unknown) => {
    if (error instanceof ConnectionReset) throw error;
    return endpoint.error(asAwsError(parts, endpoint, error), { ...received, url });
  });
  return endpoint.decorate?.(response, { ...received, url }) ?? response;
}

async function signedAnswer(parts: FrontDoorParts, endpoint: AwsEndpoint, received: Received, url: URL) {
  const service = endpoint.signingName;
  if (received.tooLarge) throw tooLarge(service);
  refuseDotSegments(received, url);
  const { principal, claim } = verify(received, service, parts.verifier);
  const { method, headers, body, sourceIp } = unwrapStreamedBody(received);
  const request: AwsRequest = { method, url, headers, body, principal, sourceIp };
  const permissions = endpoint.permissions(request);
  const operation = endpoint.operation?.(request) ?? operationOf(request, permissions[0]?.action);
  const context = service === 's3' ? signatureContext(claim, parts.clock.now()) : {};
  for (const permission of permissions) parts.guard.check(principal, permission, { operation, sourceIp, context });
  const response = await parts.faults.attempt(service, operation, () => endpoint.handle(request));
  // A link that was signed for somebody else's use.
  if (service === 's3' && claim.expires !== undefined) {
    parts.usage?.({ kind: 'download', from: 's3', bytes: Buffer.byteLength(response.body ?? '') });
  }
  return response;
}

function unsignedAnswer({ endpoints }: FrontDoorParts, request: AwsRequest): Promise<AwsResponse> | undefined {
  for (const endpoint of endpoints.values()) {
    const response = endpoint.unsigned?.(request);
    if (response) return response;
  }
  return undefined;
}

function claimedOrNone({ headers, target }: Received): string | undefined {
  try {
    return claimedService(headers, parseTarget(target));
  } catch {
    return undefined; // badly encoded, so that whoever is asked will refuse it
  }
}

/** Whose words a refusal speaks when the request names no service. */
function guessedService({ headers, target }: Received): string {
  const prefixes: Record<string, string> = {
    AmazonSQS: 'sqs',
    AWSEvents: 'events',
    RekognitionService: 'rekognition',
    DynamoDB_20120810: 'dynamodb',
  };
  const [prefix = ''] = (headers['x-amz-target'] ?? '').split('.');
  return prefixes[prefix] ?? (target.startsWith('/2015-03-31/') ? 'lambda' : 's3');
}

/** What is not in origin form, `*` or a URL with a host of its own, has no path here: it is refused like dot segments. */
function urlOf(origin: string, target: string): URL {
  return new URL(target.startsWith('/') ? `${origin}${target}` : origin);
}

/** `URL` resolves dot segments, so that the service would see another path than the one that was signed. */
function refuseDotSegments({ target }: Received, url: URL): void {
  const [path = ''] = target.split('?');
  if (path.split('/').length !== url.pathname.split('/').length) {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI: dot segments are not emulated.");
  }
}

function tooLarge(service: string): AwsError {
  return service === 's3'
    ? new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')
    : new AwsError('RequestEntityTooLargeException', 'The request is too large.', 413);
}

function operationOf({ headers }: AwsRequest, action = ''): string {
  return headers['x-amz-target']?.split('.').pop() ?? action.split(':').pop() ?? '';
}

/** The condition keys of S3 that speak about the signature. */
function signatureContext({ expires, signedAt }: Claim, now: number): Record<string, string> {
  return {
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:authType': expires === undefined ? 'REST-HEADER' : 'REST-QUERY-STRING',
    's3:signatureAge': String(now - signedAt),
  };
}

function asAwsError({ log }: FrontDoorParts, { signingName }: AwsEndpoint, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log({ service: signingName, level: 'error', message });
  const code = signingName === 's3' ? 'InternalError' : 'InternalServerError';
  return new AwsError(code, 'We encountered an internal error. Please try again.', 500);
}
