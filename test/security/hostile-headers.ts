import fc from 'fast-check';

export type Headers = Record<string, string>;

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens that nobody has issued: `token` is a good one, and `sub` the victim's user id. */
export function forgedTokens(token: string, sub: string): string[] {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const stolen = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), sub };
  return [
    `${encoded({ alg: 'none' })}.${encoded(stolen)}.`,
    `${encoded({ alg: 'HS256' })}.${encoded(stolen)}.${signature}`,
    `${head}.${encoded(stolen)}.${signature}`,
    `${head}.${encoded({ ...stolen, 'cognito:groups': ['admins'] })}.${signature}`,
    `${head}.${claims}.`,
    `${head}.${claims}`,
    '..',
    'Bearer',
    `Basic ${Buffer.from('a:b').toString('base64')}`,
    'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/appsync/aws4_request, SignedHeaders=host, Signature=0',
    'AWS4-HMAC-SHA256',
    'a'.repeat(9000),
  ];
}

/** Headers beside the authorization. What Node's client itself refuses to send is not here. */
export const hostileHeaders: fc.Arbitrary<Headers> = fc
  .record(
    {
      'content-type': fc.constantFrom(
        'application/json',
        'application/graphql',
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=a',
        'application/json; charset=utf-16',
        '*/*',
      ),
      'x-forwarded-for': fc.constantFrom(
        '',
        '1.2.3.4',
        'not an address',
        '::1, ',
        '<script>',
        '10.0.0.0/8',
        'a'.repeat(500),
      ),
      'content-encoding': fc.constantFrom('gzip', 'identity', 'amz-1.0'),
      'x-api-key': fc.constantFrom('da2-abcdefghijklmnopqrstuvwxyz', ''),
      'x-amz-security-token': fc.constantFrom('a', ''),
      'x-http-method-override': fc.constantFrom('GET', 'DELETE'),
      cookie: fc.constant('a=b'),
    },
    { requiredKeys: [] },
  )
  .map((headers) => ({ ...headers }));
