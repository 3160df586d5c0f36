import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bucket, CorsRule } from './bucket.ts';
import { preflight, withCors } from './cors.ts';

const rule = (more: Partial<CorsRule> = {}): CorsRule => ({
  AllowedOrigins: ['https://app.example.com', 'http://127.0.0.1:*'],
  AllowedMethods: ['PUT', 'GET'],
  AllowedHeaders: ['Content-*', 'x-amz-checksum-sha256'],
  ExposedHeaders: ['ETag'],
  MaxAge: 300,
  ...more,
});

const bucket = (...corsRules: CorsRule[]): Bucket => ({
  name: 'b',
  arn: 'arn',
  corsRules,
  emitsEvents: false,
  expirations: [],
});

const ask = (headers: Record<string, string>, on: Bucket | undefined = bucket(rule())) =>
  preflight(on, { origin: 'https://app.example.com', 'access-control-request-method': 'PUT', ...headers }, 'OBJECT');

describe('a preflight', () => {
  test('is answered with what the rule allows', () => {
    const { status, headers } = ask({ 'access-control-request-headers': 'Content-Type, X-Amz-Checksum-Sha256' });
    expect(status).toBe(200);
    expect(headers).toEqual({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'PUT, GET',
      'access-control-allow-headers': 'content-type, x-amz-checksum-sha256',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '300',
      vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    });
  });

  test('an origin of * is answered to everybody, without credentials', () => {
    const { headers } = ask({ origin: 'https://any.where' }, bucket(rule({ AllowedOrigins: ['*'] })));
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*' });
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  test('the first rule that fits answers', () => {
    const second = rule({ AllowedMethods: ['DELETE'], MaxAge: 1 });
    const { headers } = ask({ 'access-control-request-method': 'DELETE' }, bucket(rule(), second));
    expect(headers).toMatchObject({ 'access-control-max-age': '1' });
  });

  test.each([
    ['another origin', { origin: 'https://app.example.com.evil.org' }],
    ['another method', { 'access-control-request-method': 'DELETE' }],
    ['a header that is not allowed', { 'access-control-request-headers': 'content-type, authorization' }],
  ])('%s is refused', (_, headers) => {
    expect(() => ask(headers)).toThrow(expect.objectContaining({ code: 'AccessForbidden', status: 403 }));
  });

  test('a bucket without rules, and no bucket, say so', () => {
    expect(() => ask({}, bucket())).toThrow('CORSResponse: CORS is not enabled for this bucket.');
    const headers = { origin: 'https://a.b', 'access-control-request-method': 'PUT' };
    expect(() => preflight(undefined, headers, 'OBJECT')).toThrow('CORSResponse: Bucket not found');
    expect(() => preflight(bucket(), {}, 'OBJECT')).toThrow('Origin request header needed');
  });
});

describe('an actual answer', () => {
  test('carries the headers, also when it is an error', () => {
    const headers = { origin: 'http://127.0.0.1:4000' };
    expect(withCors({ status: 403 }, bucket(rule()), { method: 'PUT', headers }).headers).toMatchObject({
      'access-control-allow-origin': 'http://127.0.0.1:4000',
      'access-control-expose-headers': 'ETag',
    });
  });

  test('is left alone without an origin or a rule', () => {
    const response = { status: 200 };
    expect(withCors(response, bucket(rule()), { method: 'PUT', headers: {} })).toBe(response);
    const other = { origin: 'https://other.example' };
    expect(withCors(response, bucket(rule()), { method: 'PUT', headers: other })).toBe(response);
    expect(withCors(response, undefined, { method: 'PUT', headers: other })).toBe(response);
  });
});

test('a pattern with a star lets through exactly what starts and ends as it does', () => {
  const part = fc.stringMatching(/^[a-z.]{0,6}$/);
  fc.assert(
    fc.property(
      part,
      part,
      fc.oneof(
        part,
        fc.tuple(part, part, part).map((parts) => parts.join('')),
      ),
      (start, end, origin) => {
        const on = bucket(rule({ AllowedOrigins: [`${start}*${end}`] }));
        const allowed = new RegExp(`^${start.replaceAll('.', '\\.')}.*${end.replaceAll('.', '\\.')}$`).test(origin);
        const answered = withCors({ status: 200 }, on, { method: 'PUT', headers: { origin } });
        expect(answered.headers !== undefined).toBe(allowed);
      },
    ),
  );
});
