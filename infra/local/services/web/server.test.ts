import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeS3, optimized, serveSite } from './testing.ts';
import type { ServedService } from '../../testing/served-service.ts';
import type { Site } from './testing.ts';

const running: ServedService[] = [];
afterEach(async () => {
  for (const served of running.splice(0)) await served.stop();
});

async function start(site: Omit<Site, 's3'> = {}) {
  const s3 = new FakeS3();
  const served = await serveSite({ s3, ...site });
  running.push(served);
  return { s3, served };
}

/** What comes over the wire: `fetch` would decompress, and would tidy up paths. */
function get(served: ServedService, path: string, headers: Record<string, string> = {}, method = 'GET') {
  const { hostname, port } = new URL(served.address);
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

const errorPages = [403, 404].map((ErrorCode) => ({
  ErrorCode,
  ResponseCode: 200,
  ResponsePagePath: '/index.html',
  ErrorCachingMinTTL: 0,
}));

describe('files', () => {
  it('come from the bucket with their type and cache-control, read as this distribution', async () => {
    const { s3, served } = await start();
    s3.put('files/index.html', '<h1>Photos</h1>', { 'content-type': 'text/html', 'cache-control': 'no-cache' });
    const { status, headers, body } = await get(served, '/?utm=1');
    expect([status, body.toString()]).toEqual([200, '<h1>Photos</h1>']);
    expect(headers).toMatchObject({ 'content-type': 'text/html', 'cache-control': 'no-cache', 'content-length': '15' });
    expect(headers).not.toHaveProperty('accept-ranges');
    expect(s3.callers).toEqual([
      {
        kind: 'service',
        arn: 'cloudfront.amazonaws.com',
        sourceArn: expect.stringMatching(/^arn:aws:cloudfront::000000000000:distribution\/E[A-Z0-9]{13}$/) as string,
      },
    ]);
  });

  it('are named by the decoded path, and the path is never a file name of this machine', async () => {
    const { s3, served } = await start();
    s3.put('files/a photo.txt', 'found');
    expect((await get(served, '/a%20photo.txt')).body.toString()).toBe('found');
    for (const path of ['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/..%5c..%5cetc', '//etc/passwd', '/%00']) {
      expect((await get(served, path)).status).toBe(403);
    }
    expect((await get(served, '/%zz')).status).toBe(400);
  });

  it('answer HEAD without a body, and refuse other methods as CloudFront does', async () => {
    const { s3, served } = await start();
    s3.put('files/index.html', 'x'.repeat(10));
    const head = await get(served, '/', {}, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '10', 0]);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await get(served, '/', {}, method)).status).toBe(403);
    }
  });

  it('are not sent again to those who have them', async () => {
    const { s3, served } = await start();
    s3.put('files/app.js', 'let a;'.repeat(1000), { 'content-type': 'text/javascript', 'cache-control': 'max-age=9' });
    for (const encoding of ['identity', 'gzip']) {
      const { headers } = await get(served, '/app.js', { 'accept-encoding': encoding });
      const again = await get(served, '/app.js', { 'if-none-match': `"other", ${String(headers['etag'])}` });
      expect([again.status, again.body.length, again.headers['cache-control']]).toEqual([304, 0, 'max-age=9']);
      expect(again.headers).not.toHaveProperty('content-length');
    }
    expect((await get(served, '/app.js', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('come from the first behavior whose pattern matches', async () => {
    const { s3, served } = await start({
      config: {
        CacheBehaviors: [
          { PathPattern: 'assets/*.js', TargetOriginId: 'old', CachePolicyId: optimized },
          { PathPattern: '/v?/*', TargetOriginId: 'old', CachePolicyId: optimized },
        ],
        Origins: ['files', 'old'].map((Id) => ({
          Id,
          DomainName: 'files.s3.us-east-1.amazonaws.com',
          S3OriginConfig: {},
          OriginPath: Id === 'old' ? '/old' : '',
        })),
      },
    });
    s3.put('files/old/assets/a/b.js', 'old');
    s3.put('files/old/v1/x', 'old');
    s3.put('files/assets/b.css', 'new');
    const [script, versioned, style] = await Promise.all(
      ['/assets/a/b.js', '/v1/x', '/assets/b.css'].map((path) => get(served, path)),
    );
    expect([script, versioned, style].map((each) => each?.body.toString())).toEqual(['old', 'old', 'new']);
    expect(s3.callers[0]).toEqual({ kind: 'anonymous', arn: '*' });
  });
});

describe('a page that routes by itself', () => {
  it('answers for every path that is no file', async () => {
    const { s3, served } = await start({ config: { CustomErrorResponses: errorPages } });
    s3.put('files/index.html', '<h1>Photos</h1>', { 'content-type': 'text/html' });
    for (const path of ['/photos/1', '/assets/gone.js', '/..%2f..%2fetc/passwd']) {
      const { status, headers, body } = await get(served, path);
      expect([status, headers['content-type'], body.toString()]).toEqual([200, 'text/html', '<h1>Photos</h1>']);
    }
  });

  it('is the origin’s own error where the page itself is missing', async () => {
    const { served } = await start({ config: { CustomErrorResponses: errorPages } });
    const { status, headers, body } = await get(served, '/photos/1');
    expect([status, headers['content-type']]).toEqual([403, 'application/xml']);
    expect(body.toString()).toContain('<Code>AccessDenied</Code>');
  });
});

describe('compression', () => {
  const script = 'const answer = 42;\n'.repeat(500);
  const encodingFor = async (served: ServedService, accept: string, path = '/app.js') =>
    (await get(served, path, { 'accept-encoding': accept })).headers['content-encoding'];

  it('takes Brotli before gzip, as far as the viewer accepts it', async () => {
    const { s3, served } = await start();
    s3.put('files/app.js', script, { 'content-type': 'text/javascript' });
    const brotli = await get(served, '/app.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect(brotliDecompressSync(brotli.body).toString()).toBe(script);
    expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
    expect(brotli.headers['etag']).toMatch(/^W\/"/);
    const gzip = await get(served, '/app.js', { 'accept-encoding': 'gzip, br;q=0' });
    expect(gunzipSync(gzip.body).toString()).toBe(script);
    expect(await encodingFor(served, 'deflate')).toBeUndefined();
    expect(await encodingFor(served, 'gzip;q=0.0')).toBeUndefined();
  });

  it('leaves small files, images and what is compressed already', async () => {
    const { s3, served } = await start();
    s3.put('files/small.js', 'x'.repeat(999), { 'content-type': 'text/javascript' });
    s3.put('files/photo.jpg', 'x'.repeat(5000), { 'content-type': 'image/jpeg' });
    s3.put('files/done.js', 'x'.repeat(5000), { 'content-type': 'text/javascript', 'content-encoding': 'zstd' });
    expect(await encodingFor(served, 'br', '/small.js')).toBeUndefined();
    expect(await encodingFor(served, 'br', '/photo.jpg')).toBeUndefined();
    expect(await encodingFor(served, 'br', '/done.js')).toBe('zstd');
  });

  it('is off where the behavior or its cache policy says so', async () => {
    const gzipOnly = {
      Policy: {
        type: 'AWS::CloudFront::CachePolicy',
        ref: 'gzip-only',
        properties: {
          CachePolicyConfig: {
            Name: 'p',
            DefaultTTL: 1,
            MaxTTL: 1,
            MinTTL: 1,
            ParametersInCacheKeyAndForwardedToOrigin: { EnableAcceptEncodingGzip: true },
          },
        },
      },
    };
    const variants: [Omit<Site, 's3'>, string | undefined][] = [
      [{ behavior: { Compress: false } }, undefined],
      [{ behavior: { CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' } }, undefined],
      [{ behavior: { CachePolicyId: 'gzip-only' }, resources: gzipOnly }, 'gzip'],
    ];
    for (const [site, expected] of variants) {
      const { s3, served } = await start(site);
      s3.put('files/app.js', script, { 'content-type': 'text/javascript' });
      expect(await encodingFor(served, 'gzip, br')).toBe(expected);
    }
  });
});

describe('what is not emulated', () => {
  it.each([
    ['DefaultCacheBehavior.FunctionAssociations', { behavior: { FunctionAssociations: [] } }],
    ['DefaultCacheBehavior.AllowedMethods', { behavior: { AllowedMethods: ['GET', 'HEAD', 'POST'] } }],
    ['Origins', { config: { Origins: [{ Id: 'files', DomainName: 'x', CustomOriginConfig: {} }] } }],
    ['origin files is no bucket', { config: { Origins: [{ Id: 'files', DomainName: 'x', S3OriginConfig: {} }] } }],
    ['The managed cache policy', { behavior: { CachePolicyId: 'b2884449-e4de-46a7-ac36-70bc7f1ddd6d' } }],
    ['The managed response headers policy', { behavior: { ResponseHeadersPolicyId: '67f7725c' } }],
    ['Other: a second', { resources: { Other: { type: 'AWS::CloudFront::Distribution' } } }],
  ])('stops the boot: %s', async (name, site: Omit<Site, 's3'>) => {
    await expect(start(site)).rejects.toThrow(name);
  });
});
