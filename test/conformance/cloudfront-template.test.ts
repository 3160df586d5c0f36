import { afterEach, expect } from 'vitest';
import { FakeS3, folder, type Site } from '../../infra/local/services/web/testing.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here } from './evidence.ts';
import { site, stopSites } from './site.ts';

const cloudfront = behavioursOf('CloudFront');
const guide = (page: string) => here(documented(`CloudFront developer guide, ${page}`));

afterEach(stopSites);

const html = { 'content-type': 'text/html', 'cache-control': 'no-cache' };

const policy = (config: object) => ({
  behavior: { ResponseHeadersPolicyId: 'policy' },
  resources: {
    Headers: {
      type: 'AWS::CloudFront::ResponseHeadersPolicy',
      ref: 'policy',
      properties: { ResponseHeadersPolicyConfig: { Name: 'headers', ...config } },
    },
  },
});

cloudfront.covers(
  'A response headers policy adds security and custom headers, over the origin’s if it says so, and removes others',
  guide('Understanding response headers policies'),
  async () => {
    const options = policy({
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'self'", Override: true },
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'DENY', Override: true },
        ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: false },
      },
      CustomHeadersConfig: { Items: [{ Header: 'Permissions-Policy', Value: 'camera=()', Override: true }] },
      RemoveHeadersConfig: { Items: [{ Header: 'X-Amz-Meta-Who' }] },
    });
    const stored = { ...html, 'x-amz-meta-who': 'me', 'referrer-policy': 'origin' };
    const { headers } = await (await site({ 'index.html': ['x', stored] }, options)).get('/');
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'self'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'origin',
      'permissions-policy': 'camera=()',
    });
    expect(headers).not.toHaveProperty('x-amz-meta-who');
  },
);

cloudfront.refuses(
  'Strict-Transport-Security is not sent, and the hosts of the Content-Security-Policy that the stack owns are this machine’s ports: there is no TLS',
  here(documented('RFC 6797, 7.2: not over plain HTTP')),
  async () => {
    const options = policy({
      SecurityHeadersConfig: {
        StrictTransportSecurity: { AccessControlMaxAgeSec: 1, Override: true },
        ContentSecurityPolicy: {
          ContentSecurityPolicy: "img-src 'self' https://files.s3.us-east-1.amazonaws.com https://example.com",
          Override: true,
        },
      },
    });
    const { served, get } = await site({ 'index.html': ['x', html] }, options);
    const { headers } = await get('/');
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers['content-security-policy']).toBe(`img-src 'self' ${served.addresses.aws} https://example.com`);
  },
);

const unknown: [what: string, options: Omit<Site, 's3'>, named: string][] = [
  ['Functions at the edge', { behavior: { FunctionAssociations: [] } }, 'FunctionAssociations is not emulated'],
  ['Methods beside GET and HEAD', { behavior: { AllowedMethods: ['GET', 'HEAD', 'POST'] } }, 'AllowedMethods'],
  [
    'An origin that is no bucket of the stack',
    { config: { Origins: [{ Id: 'files', DomainName: 'x', S3OriginConfig: {} }] } },
    'origin files is no bucket',
  ],
  [
    'A managed cache policy other than CachingOptimized and CachingDisabled',
    { behavior: { CachePolicyId: 'b2884449-e4de-46a7-ac36-70bc7f1ddd6d' } },
    'The managed cache policy b2884449-e4de-46a7-ac36-70bc7f1ddd6d is not emulated',
  ],
  [
    'A managed response headers policy',
    { behavior: { ResponseHeadersPolicyId: '67f7725c' } },
    'The managed response headers policy 67f7725c is not emulated',
  ],
  ['CORS and server timing of a headers policy', policy({ CorsConfig: {} }), 'CorsConfig is not emulated'],
  [
    'A second distribution',
    { resources: { Other: { type: 'AWS::CloudFront::Distribution' } } },
    'Other: a second AWS::CloudFront::Distribution',
  ],
];

for (const [what, options, named] of unknown) {
  cloudfront.refuses(
    `${what} stops the boot, by name`,
    here(documented('CloudFormation template reference, AWS::CloudFront')),
    async () => {
      await expect(site({}, options)).rejects.toThrow(named);
    },
  );
}

/** The CDK's deployment of these files into the bucket. */
async function deploy(s3: FakeS3, files: Record<string, string>, properties: object): Promise<void> {
  const root = await folder(files);
  const resources = {
    Provider: {
      type: 'AWS::Lambda::Function',
      properties: { Role: 'arn:aws:iam::000000000000:role/Deploy' },
      attributes: { Arn: 'arn:provider' },
    },
    Deploy: {
      type: 'Custom::CDKBucketDeployment',
      properties: {
        ServiceToken: 'arn:provider',
        SourceBucketNames: ['assets'],
        SourceObjectKeys: ['0'],
        DestinationBucketName: 'files',
        ...properties,
      },
    },
  };
  await site({}, { s3, assetPath: () => root, resources });
}

cloudfront.covers(
  'A BucketDeployment puts its files with their types and metadata, markers filled in, as its function’s role, and removes what is no longer there unless told not to prune',
  here(documented('AWS CDK API reference, aws-s3-deployment')),
  async () => {
    const s3 = new FakeS3();
    s3.put('files/old.js', 'old');
    await deploy(
      s3,
      { 'index.html': 'page', 'config.json': '{"name":"<<m:0>>"}' },
      {
        SystemMetadata: { 'cache-control': 'no-cache' },
        SourceMarkers: [{ '<<m:0>>': 'a "name"' }],
        SourceMarkersConfig: [{ jsonEscape: true }],
      },
    );
    expect([...s3.objects.keys()].sort()).toEqual(['files/config.json', 'files/index.html']);
    expect(s3.objects.get('files/index.html')?.headers).toMatchObject(html);
    expect(JSON.parse(String(s3.objects.get('files/config.json')?.body))).toEqual({ name: 'a "name"' });
    expect(s3.callers.every(({ arn }) => arn === 'arn:aws:iam::000000000000:role/Deploy')).toBe(true);
    await deploy(s3, { 'new.js': 'new' }, { Prune: false });
    expect([...s3.objects.keys()].sort()).toEqual(['files/config.json', 'files/index.html', 'files/new.js']);
  },
);
