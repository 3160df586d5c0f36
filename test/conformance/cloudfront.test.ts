import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, expect } from 'vitest';
import { optimized } from '../../infra/local/services/web/testing.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here } from './evidence.ts';
import { get, site, stopSites } from './site.ts';

const cloudfront = behavioursOf('CloudFront');
const guide = (page: string) => here(documented(`CloudFront developer guide, ${page}`));

afterEach(stopSites);

const html = { 'content-type': 'text/html', 'cache-control': 'no-cache' };

cloudfront.covers(
  'GET answers with the bucket’s object of that path, its type and cache-control; `/` stands for the default root object, and the query is no part of the key',
  guide('Specifying a default root object'),
  async () => {
    const { get } = await site({ 'index.html': ['<h1>Photos</h1>', html], 'a photo.txt': ['found'] });
    const root = await get('/?utm=1');
    expect([root.status, root.body.toString()]).toEqual([200, '<h1>Photos</h1>']);
    expect(root.headers).toMatchObject(html);
    expect((await get('/a%20photo.txt')).body.toString()).toBe('found');
  },
);

cloudfront.covers(
  'With an origin access control the bucket is read as `cloudfront.amazonaws.com` with the distribution as `aws:SourceArn`; without one, as nobody',
  guide('Restricting access to an Amazon S3 origin'),
  async () => {
    const { s3, get } = await site({ 'index.html': ['x', html] });
    await get('/');
    expect(s3.callers).toEqual([
      {
        kind: 'service',
        arn: 'cloudfront.amazonaws.com',
        sourceArn: expect.stringMatching(/^arn:aws:cloudfront::000000000000:distribution\/E[A-Z0-9]{13}$/) as string,
      },
    ]);
    const Origins = [{ Id: 'files', DomainName: 'files.s3.us-east-1.amazonaws.com', S3OriginConfig: {} }];
    const open = await site({}, { config: { Origins } });
    await open.get('/');
    expect(open.s3.callers).toEqual([{ kind: 'anonymous', arn: '*' }]);
  },
);

cloudfront.covers(
  'The first behavior whose path pattern matches answers: `*` stands for any characters, slashes too, `?` for one; an origin path goes before the key',
  guide('Cache behavior settings'),
  async () => {
    const pattern = (PathPattern: string) => ({ PathPattern, TargetOriginId: 'old', CachePolicyId: optimized });
    const { get } = await site(
      { 'old/assets/a/b.js': ['old'], 'old/v1/x': ['old'], 'assets/b.css': ['new'] },
      {
        config: {
          CacheBehaviors: [pattern('assets/*.js'), pattern('/v?/*')],
          Origins: ['files', 'old'].map((Id) => ({
            Id,
            DomainName: 'files.s3.us-east-1.amazonaws.com',
            S3OriginConfig: {},
            OriginPath: Id === 'old' ? '/old' : '',
          })),
        },
      },
    );
    for (const [path, body] of [
      ['/assets/a/b.js', 'old'],
      ['/v1/x', 'old'],
      ['/assets/b.css', 'new'],
    ] as const) {
      expect((await get(path)).body.toString()).toBe(body);
    }
  },
);

const errorPages = [403, 404].map((ErrorCode) => ({ ErrorCode, ResponseCode: 200, ResponsePagePath: '/index.html' }));

cloudfront.covers(
  'A custom error response answers with its page and status; where the page is missing, the origin’s error is the answer',
  guide('Generating custom error responses'),
  async () => {
    const options = { config: { CustomErrorResponses: errorPages } };
    const { get } = await site({ 'index.html': ['<h1>Photos</h1>', html] }, options);
    const { status, headers, body } = await get('/photos/1');
    expect([status, headers['content-type'], body.toString()]).toEqual([200, 'text/html', '<h1>Photos</h1>']);
    const empty = await (await site({}, options)).get('/photos/1');
    expect(empty.status).toBe(403);
    expect(empty.body.toString()).toContain('<Code>AccessDenied</Code>');
  },
);

cloudfront.covers('HEAD answers without a body; other methods are a 403', guide('Allowed HTTP methods'), async () => {
  const { served } = await site({ 'index.html': ['x'.repeat(10), html] });
  const head = await get(served, '/', {}, 'HEAD');
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '10', 0]);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    expect((await get(served, '/', {}, method)).status).toBe(403);
  }
});

const script = 'const answer = 42;\n'.repeat(500);
const javascript = { 'content-type': 'text/javascript' };

cloudfront.covers(
  'Where the behavior and its cache policy allow, text of 1,000 to 10,000,000 bytes is compressed with Brotli before gzip, as the viewer accepts; the ETag becomes weak',
  guide('Serving compressed files'),
  async () => {
    const { get } = await site({
      'app.js': [script, javascript],
      'small.js': ['x'.repeat(999), javascript],
      'photo.jpg': ['x'.repeat(5000), { 'content-type': 'image/jpeg' }],
      'done.js': ['x'.repeat(5000), { ...javascript, 'content-encoding': 'zstd' }],
    });
    const brotli = await get('/app.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect(brotliDecompressSync(brotli.body).toString()).toBe(script);
    expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
    expect(brotli.headers['etag']).toMatch(/^W\/"/);
    const gzip = await get('/app.js', { 'accept-encoding': 'gzip, br;q=0' });
    expect(gunzipSync(gzip.body).toString()).toBe(script);
    const encoding = async (path: string, accept = 'br') =>
      (await get(path, { 'accept-encoding': accept })).headers['content-encoding'];
    expect(await encoding('/app.js', 'deflate')).toBeUndefined();
    expect([await encoding('/small.js'), await encoding('/photo.jpg'), await encoding('/done.js')]).toEqual([
      undefined,
      undefined,
      'zstd',
    ]);
    const off = await site({ 'app.js': [script, javascript] }, { behavior: { Compress: false } });
    expect((await off.get('/app.js', { 'accept-encoding': 'br' })).headers['content-encoding']).toBeUndefined();
  },
);

cloudfront.covers(
  'If-None-Match with the ETag, weak or strong, is a 304 without a body',
  guide('Expiration'),
  async () => {
    const { get } = await site({ 'app.js': [script, { ...javascript, 'cache-control': 'max-age=9' }] });
    for (const accept of ['identity', 'gzip']) {
      const { headers } = await get('/app.js', { 'accept-encoding': accept });
      const again = await get('/app.js', { 'if-none-match': `"other", ${String(headers['etag'])}` });
      expect([again.status, again.body.length, again.headers['cache-control']]).toEqual([304, 0, 'max-age=9']);
    }
    expect((await get('/app.js', { 'if-none-match': '"other"' })).status).toBe(200);
  },
);

cloudfront.refuses(
  'Nothing is cached: a changed object is served at once, and ranges are answered with the whole object',
  guide('Expiration: an edge answers from its cache for as long as the policy says'),
  async () => {
    const { s3, get } = await site({ 'app.js': ['old', javascript] });
    await get('/app.js');
    s3.put('files/app.js', 'newer', javascript);
    const { status, body, headers } = await get('/app.js', { range: 'bytes=0-1' });
    expect([status, body.toString(), headers['accept-ranges']]).toEqual([200, 'newer', undefined]);
  },
);
