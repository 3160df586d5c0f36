import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announced, another, boats, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, type Person } from '../support/stack.ts';

let stack: Stack;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  stack = await Stack.start();
  [alice, bob] = await Promise.all([stack.person('alice'), stack.person('bob')]);
});
afterAll(() => stack.stop());

describe('what cannot be accepted is refused before anything is signed', () => {
  it.each([
    ['over 15 MB', { size: 15 * 1024 * 1024 + 1 }, 'FileTooLarge'],
    ['a GIF', { contentType: 'image/gif' }, 'UnsupportedType'],
    ['an empty file', { size: 0 }, 'InvalidInput'],
  ])('%s', async (_what, change, errorType) => {
    const files = [announced(pastoral), { ...announced(boats), ...change }];
    await expect(alice.api.createUploads(files)).rejects.toMatchObject({
      errorType,
      errorInfo: { files: [{ index: 1, code: errorType }] },
    });
    expect((await alice.api.analyses()).items).toEqual([]);
    expect(await alice.api.usage()).toMatchObject({ used: 0 });
  });

  it('more photos than a day allows, with the time when the count starts again', async () => {
    const carol = await stack.person('carol');
    const files = () => Array.from({ length: 25 }, () => announced(another(pastoral)));
    for (let call = 0; call < 4; call += 1) await carol.api.createUploads(files());
    await expect(carol.api.createUploads([announced(pastoral)])).rejects.toMatchObject({
      errorType: 'QuotaExceeded',
      errorInfo: { used: 100, limit: 100, resetsAt: expect.stringMatching(/T00:00:00\.000Z$/) as string },
    });
  });
});

describe('S3 takes exactly what was signed, once', () => {
  async function link() {
    const photo = another(pastoral);
    const [upload] = await alice.api.createUploads([announced(photo)]);
    const headers = Object.fromEntries(upload!.headers.map(({ name, value }) => [name, value]));
    const put = async (body: Uint8Array, change: Record<string, string> = {}) => {
      const response = await fetch(upload!.url!, {
        method: 'PUT',
        headers: { ...headers, ...change },
        body: new Uint8Array(body),
      });
      return { status: response.status, code: /<Code>(\w+)/.exec(await response.text())?.[1] };
    };
    return { photo, put };
  }

  it('refuses another length, another type, another checksum and other bytes', async () => {
    const { photo, put } = await link();
    const altered = new Uint8Array(photo);
    altered[1000] = (altered[1000] ?? 0) ^ 0xff;
    expect(await put(boats)).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
    expect(await put(photo, { 'content-type': 'image/png' })).toEqual({
      status: 403,
      code: 'SignatureDoesNotMatch',
    });
    expect(await put(photo, { 'x-amz-checksum-sha256': announced(boats).sha256 })).toEqual({
      status: 403,
      code: 'SignatureDoesNotMatch',
    });
    expect((await put(altered)).status).toBe(400);
    expect((await put(photo)).status).toBe(200);
  });

  it('refuses a second PUT with the same link', async () => {
    const { photo, put } = await link();
    expect((await put(photo)).status).toBe(200);
    expect(await put(photo)).toEqual({ status: 412, code: 'PreconditionFailed' });
  });

  it('refuses a link that is too old', async () => {
    const { photo, put } = await link();
    stack.clock.advance(16 * 60_000);
    expect(await put(photo)).toEqual({ status: 403, code: 'AccessDenied' });
  });

  it('lets pages of the product’s own origin send, and no others', async () => {
    const [upload] = await alice.api.createUploads([announced(another(pastoral))]);
    const preflight = (origin: string) =>
      fetch(upload!.url!, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'content-type,if-none-match,x-amz-checksum-sha256',
        },
      });
    const own = await preflight(stack.output('WebUrl'));
    expect(own.status).toBe(200);
    expect(own.headers.get('access-control-allow-origin')).toBe(stack.output('WebUrl'));
    expect((await preflight('https://elsewhere.example')).status).toBe(403);
  });
});

describe('each caller sees only their own', () => {
  const everything = '{ analyses { items { id } } }';

  it('needs a token that is valid', async () => {
    const expired = await stack.token('alice', { expiresIn: -60 });
    for (const token of [undefined, 'nonsense', expired.accessToken]) {
      const { status, body } = await stack.graphql(token, everything);
      expect(status).toBe(401);
      expect(body.data).toBeUndefined();
      expect(body.errors?.[0]?.errorType).toBe('UnauthorizedException');
    }
    expect((await stack.graphql(`Bearer ${alice.accessToken}`, everything)).body.errors).toBeUndefined();
  });

  it('gives nobody another’s photo', async () => {
    const { id } = await send(alice.api, pastoral);
    await pushedEnd(alice, id);
    expect(await bob.api.analysis(id)).toBeNull();
    expect((await bob.api.analyses()).items).toEqual([]);
    await expect(bob.api.deleteAnalysis(id)).rejects.toMatchObject({ errorType: 'NotFound' });
    expect(bob.pushed).toEqual([]);
    expect(await alice.api.analysis(id)).toMatchObject({ status: 'COMPLETED' });
  });

  it('lets nobody watch another, nor publish', async () => {
    const refused = new Promise((resolve) => bob.api.onAnalysis(alice.owner, { next: () => {}, error: resolve }));
    expect(await refused).toMatchObject({ errorType: expect.stringMatching(/^Unauthorized/) as string });
    const { body } = await stack.graphql(
      bob.accessToken,
      'mutation ($a: AnalysisInput!) { publishAnalysis(analysis: $a) { id } }',
      {
        a: {
          ...announced(pastoral),
          id: 'x',
          owner: alice.owner,
          status: 'COMPLETED',
          createdAt: '2026-01-01T00:00:00Z',
          updatedAt: '2026-01-01T00:00:00Z',
          version: 9,
        },
      },
    );
    expect(body.data?.publishAnalysis ?? null).toBeNull();
    expect(body.errors?.[0]).toMatchObject({
      errorType: 'Unauthorized',
      message: 'Not Authorized to access publishAnalysis on type Mutation',
    });
  });

  it('answers bad questions with a stable error', async () => {
    await expect(alice.api.analyses({ limit: 0 })).rejects.toMatchObject({ errorType: 'InvalidInput' });
    await expect(alice.api.analyses({ nextToken: 'made up' })).rejects.toMatchObject({
      errorType: expect.any(String) as string,
    });
    expect(await alice.api.analysis('no id')).toBeNull();
    await expect(alice.api.deleteAnalysis('x'.repeat(5000))).rejects.toMatchObject({ errorType: 'NotFound' });
  });
});
