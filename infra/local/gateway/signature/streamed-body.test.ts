import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from './canonical.ts';
import { unwrapStreamedBody } from './streamed-body.ts';

describe('unwrapStreamedBody', () => {
  const streamed = (
    chunks: Buffer[],
    headers: Record<string, string> = {},
    trailer = 'x-amz-checksum-crc32:AAAAAA==',
  ) => ({
    headers: {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': String(Buffer.concat(chunks).length),
      'x-amz-trailer': 'x-amz-checksum-crc32',
      'content-encoding': 'aws-chunked',
      ...headers,
    },
    body: Buffer.concat([
      ...chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
      Buffer.from(`0\r\n${trailer}\r\n\r\n`),
    ]),
  });

  it('gives back the bytes, whatever they are and however they were cut, and the checksum', () => {
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((data) => Buffer.from(data));
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        const { body, headers } = unwrapStreamedBody(streamed(chunks));
        expect(body).toEqual(Buffer.concat(chunks));
        expect(headers).toMatchObject({ 'x-amz-checksum-crc32': 'AAAAAA==', 'content-length': String(body.length) });
        expect(headers).not.toHaveProperty('content-encoding');
      }),
    );
  });

  it.each<[string, ReturnType<typeof streamed>]>([
    ['another length than announced', streamed([Buffer.from('abc')], { 'x-amz-decoded-content-length': '4' })],
    ['a trailer that was not announced', streamed([Buffer.from('abc')], {}, 'x-amz-acl:public-read')],
    ['a body that ends early', { ...streamed([]), body: Buffer.from('ff\r\nabc') }],
    ['a size that is no number', { ...streamed([]), body: Buffer.from('zz\r\nabc\r\n0\r\n\r\n') }],
  ])('refuses %s', (_name, request) => {
    expect(() => unwrapStreamedBody(request)).toThrow(expect.objectContaining({ code: 'IncompleteBody' }));
  });

  it('leaves other requests alone', () => {
    const request = { headers: { 'x-amz-content-sha256': sha256('a') }, body: Buffer.from('a') };
    expect(unwrapStreamedBody(request)).toBe(request);
  });
});
