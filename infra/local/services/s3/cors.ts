import { AwsError, type AwsRequest, type AwsResponse } from '../service.ts';
import type { Bucket, CorsRule } from './bucket.ts';

const vary = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

const badRequest = (message: string) => new AwsError('BadRequest', message);

type CorsRequest = Pick<AwsRequest, 'method' | 'headers'>;

/** Answers a preflight by the bucket's rules; throws what S3 answers when no rule lets the request through. */
export function preflight(
  bucket: Bucket | undefined,
  headers: AwsRequest['headers'],
  ResourceType: 'BUCKET' | 'OBJECT',
): AwsResponse {
  const origin = headers['origin'];
  const method = headers['access-control-request-method'];
  const forbidden = (message: string) =>
    new AwsError('AccessForbidden', `CORSResponse: ${message}`, 403, { Method: method ?? 'OPTIONS', ResourceType });
  if (origin === undefined) throw badRequest('Insufficient information. Origin request header needed.');
  if (!bucket) throw forbidden('Bucket not found');
  if (bucket.corsRules.length === 0) throw forbidden('CORS is not enabled for this bucket.');
  if (method === undefined) throw badRequest('Invalid Access-Control-Request-Method: null');
  const asked = (headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const names = asked.filter((name) => name !== '');
  const rule = bucket.corsRules.find(
    (each) => allows(each, origin, method) && names.every((name) => allowsHeader(each, name)),
  );
  if (!rule) {
    throw forbidden(
      'This CORS request is not allowed. This is usually because the evalution of Origin, request method / ' +
        "Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    );
  }
  const allowed = names.length > 0 && { 'access-control-allow-headers': names.join(', ') };
  return { status: 200, headers: { ...corsHeaders(rule, origin), ...allowed } };
}

/** The answer to an actual request, with the headers that let the page see it; unchanged when no rule matches. */
export function withCors(response: AwsResponse, bucket: Bucket | undefined, request: CorsRequest): AwsResponse {
  const origin = request.headers['origin'];
  const rule = bucket?.corsRules.find((each) => origin !== undefined && allows(each, origin, request.method));
  if (!rule || origin === undefined) return response;
  return { ...response, headers: { ...response.headers, ...corsHeaders(rule, origin) } };
}

/** For the origin `*` everybody is told so; any other is told by name, and may send credentials. */
function corsHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const everybody = rule.AllowedOrigins.includes('*');
  return {
    'access-control-allow-origin': everybody ? '*' : origin,
    ...(!everybody && { 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    ...(rule.ExposedHeaders.length > 0 && { 'access-control-expose-headers': rule.ExposedHeaders.join(', ') }),
    ...(rule.MaxAge !== undefined && { 'access-control-max-age': String(rule.MaxAge) }),
    vary,
  };
}

function allows(rule: CorsRule, origin: string, method: string): boolean {
  return rule.AllowedMethods.includes(method) && rule.AllowedOrigins.some((pattern) => matches(pattern, origin));
}

function allowsHeader(rule: CorsRule, name: string): boolean {
  return rule.AllowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name));
}

/** A pattern has at most one `*`, which stands for any text. */
function matches(pattern: string, text: string): boolean {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === text;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}
