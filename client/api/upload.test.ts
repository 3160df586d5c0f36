import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { putPhoto, readS3Error, sha256 } from './upload.ts';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return `http://127.0.0.1:${address.port}/photos/key?X-Amz-Signature=1`;
}

const photo = new Blob([new Uint8Array([1, 2, 3])]);

describe('sha256', () => {
  it('is the base64 that other implementations give', async () => {
    const bytes = new TextEncoder().encode('Sheep may safely graze');
    expect(await sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('base64'));
  });
});

describe('putPhoto', () => {
  it('sends the bytes with the headers it was given', async () => {
    let seen: { method: string | undefined; headers: IncomingHttpHeaders; bytes: number[] } | undefined;
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen = { method: request.method, headers: request.headers, bytes: [...Buffer.concat(chunks)] };
        response.end();
      });
    });
    const headers = [
      { name: 'content-length', value: '3' },
      { name: 'content-type', value: 'image/png' },
      { name: 'if-none-match', value: '*' },
    ];
    const progress: number[] = [];
    await putPhoto({ url, headers }, photo, { onProgress: (share) => progress.push(share) });
    expect(seen).toMatchObject({
      method: 'PUT',
      bytes: [1, 2, 3],
      headers: { 'content-length': '3', 'content-type': 'image/png', 'if-none-match': '*' },
    });
    expect(progress.at(-1)).toBe(1);
  });

  it('sends nothing when the photo is known', async () => {
    await expect(putPhoto({ url: null, headers: [] }, photo)).resolves.toBeUndefined();
  });

  it('fails with the code that S3 gives', async () => {
    const url = await serve((_, response) => {
      response.statusCode = 400;
      response.end('<?xml version="1.0"?><Error><Code>BadDigest</Code><Message>No</Message></Error>');
    });
    await expect(putPhoto({ url, headers: [] }, photo)).rejects.toMatchObject({
      name: 'ApiError',
      errorType: 'BadDigest',
      message: 'No',
    });
  });

  it('is content when the bytes are there already', async () => {
    const url = await serve((_, response) => {
      response.statusCode = 412;
      response.end('<?xml version="1.0"?><Error><Code>PreconditionFailed</Code></Error>');
    });
    await expect(putPhoto({ url, headers: [] }, photo)).resolves.toBeUndefined();
  });

  it('fails with NetworkError when nobody answers', async () => {
    const url = await serve((request) => request.socket.destroy());
    await expect(putPhoto({ url, headers: [] }, photo)).rejects.toMatchObject({ errorType: 'NetworkError' });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const url = await serve(() => {
      stop.abort();
    });
    await expect(putPhoto({ url, headers: [] }, photo, { signal: stop.signal })).rejects.toMatchObject({
      errorType: 'Aborted',
    });
  });
});

describe('readS3Error', () => {
  it('has a name for an answer that is no XML', () => {
    expect(readS3Error(502, 'Bad gateway')).toMatchObject({
      errorType: 'InvalidAnswer',
      message: "The photo's store answered with HTTP status 502.",
    });
  });
});
