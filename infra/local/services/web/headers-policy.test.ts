import { afterEach, describe, expect, it } from 'vitest';
import { localContentSecurityPolicy } from './content-security-policy.ts';
import { applyPolicy } from './headers-policy.ts';
import { FakeS3, serveSite } from './testing.ts';
import type { ServedService } from '../../testing/served-service.ts';

let served: ServedService | undefined;
afterEach(async () => {
  await served?.stop();
  served = undefined;
});

/** The site's root, answered under a headers policy. */
async function answerUnder(config: Record<string, unknown>, stored: Record<string, string> = {}) {
  const s3 = new FakeS3();
  s3.put('files/index.html', 'x', { 'content-type': 'text/html', ...stored });
  const policy = { Name: 'headers', ...config };
  served = await serveSite({
    s3,
    behavior: { ResponseHeadersPolicyId: 'policy' },
    resources: {
      Headers: {
        type: 'AWS::CloudFront::ResponseHeadersPolicy',
        ref: 'policy',
        properties: { ResponseHeadersPolicyConfig: policy },
      },
    },
  });
  return fetch(served.address);
}

describe('the response headers policy', () => {
  it('adds security headers and custom headers, and removes others', async () => {
    const { headers } = await answerUnder(
      {
        SecurityHeadersConfig: {
          ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'self'", Override: true },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY', Override: true },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
          StrictTransportSecurity: { AccessControlMaxAgeSec: 1, Override: true },
          XSSProtection: { Protection: true, ModeBlock: true, Override: true },
        },
        CustomHeadersConfig: { Items: [{ Header: 'Permissions-Policy', Value: 'camera=()', Override: true }] },
        RemoveHeadersConfig: { Items: [{ Header: 'X-Amz-Meta-Who' }] },
      },
      { 'x-amz-meta-who': 'me' },
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': "default-src 'self'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'x-xss-protection': '1; mode=block',
      'permissions-policy': 'camera=()',
    });
    expect(headers.has('x-amz-meta-who')).toBe(false);
    // Without TLS it would mean nothing, and must not be there.
    expect(headers.has('strict-transport-security')).toBe(false);
  });

  it('leaves what the origin sends unless it overrides', () => {
    const policy = (override: boolean) => ({ add: [{ name: 'a', value: 'policy', override }], remove: [] });
    expect(applyPolicy({ a: 'origin' }, policy(false))).toEqual({ a: 'origin' });
    expect(applyPolicy({ a: 'origin' }, policy(true))).toEqual({ a: 'policy' });
    expect(applyPolicy({}, policy(false))).toEqual({ a: 'policy' });
  });

  it('refuses by name what it does not know', async () => {
    const answer = answerUnder({ ServerTimingHeadersConfig: { Enabled: true } });
    await expect(answer).rejects.toThrow('ServerTimingHeadersConfig is not emulated');
  });
});

describe('localContentSecurityPolicy', () => {
  const deployment = {
    region: 'us-east-1',
    account: '000000000000',
    partition: 'aws' as const,
    addresses: {
      aws: 'http://127.0.0.1:4002',
      graphql: 'http://127.0.0.1:4001',
      web: 'http://127.0.0.1:4000',
      signIn: 'http://127.0.0.1:4003',
    },
  };
  const resource = (type: string, ref: string, attributes: Record<string, string> = {}) => ({
    logicalId: ref,
    type,
    ref,
    attributes,
    properties: {},
  });
  const resources = [
    resource('AWS::S3::Bucket', 'photos', {
      DomainName: 'photos.s3.amazonaws.com',
      RegionalDomainName: 'photos.s3.us-east-1.amazonaws.com',
    }),
    resource('AWS::Cognito::UserPoolDomain', 'sign-in'),
  ];
  const local = (policy: string) => localContentSecurityPolicy(policy, { resources, deployment });

  it('names the local ports where the template names hosts of the stack', () => {
    expect(
      local(
        "default-src 'none'; img-src 'self' blob: https://photos.s3.us-east-1.amazonaws.com; " +
          "connect-src 'self' https://127.0.0.1:4001 wss://127.0.0.1:4001 https://cognito-idp.us-east-1.amazonaws.com " +
          'https://sign-in.auth.us-east-1.amazoncognito.com https://photos.s3.us-east-1.amazonaws.com;',
      ),
    ).toBe(
      "default-src 'none'; img-src 'self' blob: http://127.0.0.1:4002; " +
        "connect-src 'self' http://127.0.0.1:4001 ws://127.0.0.1:4001 http://127.0.0.1:4003 http://127.0.0.1:4002",
    );
  });

  it('opens nothing else: other hosts stay as they are', () => {
    const policy = "script-src 'self' https://example.com https://other.s3.us-east-1.amazonaws.com; base-uri 'none'";
    expect(local(policy)).toBe(policy);
  });

  it('asks for no TLS', () => {
    expect(local("upgrade-insecure-requests; base-uri 'none'")).toBe("base-uri 'none'");
  });
});
