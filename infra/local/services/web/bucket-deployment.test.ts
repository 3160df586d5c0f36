import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { substitute } from './markers.ts';
import { FakeS3, folder, serveSite } from './testing.ts';
import type { ServedService } from '../../testing/served-service.ts';

let served: ServedService | undefined;
afterEach(async () => {
  await served?.stop();
  served = undefined;
});

const provider = {
  type: 'AWS::Lambda::Function',
  properties: { Role: 'arn:aws:iam::000000000000:role/Deploy' },
  attributes: { Arn: 'arn:provider' },
};

/** Boots a site with one deployment; its sources are folders with these files. */
async function deploy(
  s3: FakeS3,
  sources: Record<string, string | Buffer>[],
  properties: Record<string, unknown> = {},
) {
  const folders = await Promise.all(sources.map(folder));
  served = await serveSite({
    s3,
    assetPath: (bucket, key) => folders[Number(key)] ?? `${bucket}/${key}`,
    resources: {
      Provider: provider,
      Deploy: {
        type: 'Custom::CDKBucketDeployment',
        properties: {
          ServiceToken: 'arn:provider',
          SourceBucketNames: sources.map(() => 'assets'),
          SourceObjectKeys: sources.map((_, index) => String(index)),
          DestinationBucketName: 'files',
          OutputObjectKeys: true,
          ...properties,
        },
      },
    },
  });
  return served;
}

const stored = (s3: FakeS3) =>
  Object.fromEntries([...s3.objects].sort().map(([name, { body }]) => [name, body.toString()]));

describe('a bucket deployment', () => {
  it('puts the files of its sources into the bucket, as its function’s role', async () => {
    const s3 = new FakeS3();
    await deploy(s3, [{ 'index.html': 'page', 'assets/app-1.js': 'code', README: 'x' }, { 'index.html': 'newer' }], {
      SystemMetadata: { 'cache-control': 'no-cache' },
      UserMetadata: { Build: '7' },
    });
    expect(stored(s3)).toEqual({ 'files/README': 'x', 'files/assets/app-1.js': 'code', 'files/index.html': 'newer' });
    expect(s3.objects.get('files/index.html')?.headers).toMatchObject({
      'content-type': 'text/html',
      'cache-control': 'no-cache',
      'x-amz-meta-build': '7',
    });
    expect(s3.objects.get('files/assets/app-1.js')?.headers['content-type']).toBe('text/javascript');
    expect(s3.objects.get('files/README')?.headers['content-type']).toBe('binary/octet-stream');
    expect(new Set(s3.callers.map(({ kind, arn }) => `${kind} ${arn}`))).toEqual(
      new Set(['role arn:aws:iam::000000000000:role/Deploy']),
    );
  });

  it('removes what is no longer there, below its prefix, unless it is told not to prune', async () => {
    const old = { 'files/site/old.js': 'old', 'files/other/old.js': 'old' };
    for (const [Prune, left] of [
      [true, ['files/other/old.js', 'files/site/new.js']],
      ['false', ['files/other/old.js', 'files/site/new.js', 'files/site/old.js']],
    ] as const) {
      const s3 = new FakeS3();
      for (const [name, body] of Object.entries(old)) s3.put(name, body);
      await deploy(s3, [{ 'new.js': 'new' }], { Prune, DestinationBucketKeyPrefix: 'site/' });
      expect(Object.keys(stored(s3))).toEqual(left);
      await served?.stop();
      served = undefined;
    }
  });

  it('leaves alone what its filters exclude, there as well as here', async () => {
    const s3 = new FakeS3();
    s3.put('files/assets/old.js', 'old');
    await deploy(
      s3,
      [{ 'index.html': 'a', 'assets/a.js': 'a', 'assets/keep/b.js': 'b', 'c1.txt': 'c', 'cx.txt': 'c' }],
      {
        Exclude: ['assets/*', 'c[!0-9].???'],
        Include: ['assets/keep/*'],
      },
    );
    expect(Object.keys(stored(s3))).toEqual([
      'files/assets/keep/b.js',
      'files/assets/old.js',
      'files/c1.txt',
      'files/index.html',
    ]);
  });

  it('fills in the markers of each source', async () => {
    const s3 = new FakeS3();
    const config = '{"url":"https://<<m:0>>/x","name":"<<m:1>>"}';
    const { addresses } = await deploy(s3, [{ 'config.json': config }, { 'raw.txt': '<<m:0>>' }], {
      SourceMarkers: [{ '<<m:0>>': '127.0.0.1:2', '<<m:1>>': 'a "name"' }, {}],
      SourceMarkersConfig: [{ jsonEscape: 'true' }],
    });
    expect(JSON.parse(stored(s3)['files/config.json'] ?? '')).toEqual({ url: `${addresses.aws}/x`, name: 'a "name"' });
    expect(stored(s3)['files/raw.txt']).toBe('<<m:0>>');
  });

  it('refuses by name what it does not do', async () => {
    const s3 = new FakeS3();
    await expect(deploy(s3, [{}], { Extract: false })).rejects.toThrow('Extract');
    await expect(deploy(s3, [{}], { SystemMetadata: { 'storage-class': 'X' } })).rejects.toThrow('storage-class');
    await expect(deploy(s3, [{}], { ServiceToken: 'arn:other' })).rejects.toThrow('no function arn:other');
  });
});

describe('substitute', () => {
  const addresses = { aws: 'http://a', graphql: 'http://g', web: 'http://w', signIn: 'http://s' };
  const config = { jsonEscape: false, markerEncodings: {} };

  it('changes no byte of a file without markers', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const file = Buffer.from(bytes);
      expect(substitute(file, { '<<marker:0xbaba:0>>': 'x' }, config, addresses).equals(file)).toBe(true);
    });
    fc.assert(property);
    expect(substitute(Buffer.from('https://w'), {}, config, addresses).toString()).toBe('https://w');
  });

  it('puts any text in, `$&` and umlauts too, and leaves the bytes around it', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ unit: 'grapheme' }), (bytes, value) => {
        const around = Buffer.from(bytes);
        const file = Buffer.concat([around, Buffer.from('<<m:ü>>'), around]);
        const expected = Buffer.concat([around, Buffer.from(value), around]);
        expect(substitute(file, { '<<m:ü>>': value }, config, addresses).equals(expected)).toBe(true);
      }),
    );
  });

  it('encodes values as the marker asks', () => {
    const markerEncodings = { b: 'JSON_VALUE', c: 'UNQUOTED_JSON_VALUE' } as const;
    const values = { a: 'plain', b: 'a "quote"', c: ['x'] };
    const file = Buffer.from('a b c');
    expect(substitute(file, values, { jsonEscape: false, markerEncodings }, addresses).toString()).toBe(
      'plain "a \\"quote\\"" ["x"]',
    );
    expect(() => substitute(Buffer.from('a'), { a: 1 }, config, addresses)).toThrow('The marker a stands for no text.');
  });
});
