import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../service.ts';
import { invalidRequest, notImplemented } from './errors.ts';

/** The checksum that a client sent with an object, and that S3 then keeps with it. */
export interface Checksum {
  /** As in the header `x-amz-checksum-sha256`. */
  algorithm: string;
  value: string;
}

type Headers = Readonly<Record<string, string>>;

const digest = (algorithm: string) => (body: Buffer) => createHash(algorithm).update(body).digest('base64');

const algorithms: Readonly<Record<string, (body: Buffer) => string>> = {
  sha256: digest('sha256'),
  sha1: digest('sha1'),
  crc32: (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
};

const prefix = 'x-amz-checksum-';
const notAlgorithms = [`${prefix}mode`, `${prefix}type`];

/**
 * Checks a body against `content-md5` and `x-amz-checksum-*`, and gives the checksum to keep.
 * Only headers count: S3 does not enforce checksums that a presigner moved into the query.
 */
export function verifyIntegrity(headers: Headers, body: Buffer): Checksum | undefined {
  verifyMd5(headers['content-md5'], body);
  const sent = Object.keys(headers).filter((name) => name.startsWith(prefix) && !notAlgorithms.includes(name));
  if (sent.length > 1) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  const [name] = sent;
  verifyAnnounced(headers['x-amz-sdk-checksum-algorithm'], name);
  return name === undefined ? undefined : verifyChecksum(name.slice(prefix.length), headers[name] ?? '', body);
}

function verifyMd5(expected: string | undefined, body: Buffer): void {
  if (expected === undefined) return;
  if (Buffer.from(expected, 'base64').length !== 16) {
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400, { 'Content-MD5': expected });
  }
  const calculated = digest('md5')(body);
  if (calculated !== expected) {
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400, {
      ExpectedDigest: expected,
      CalculatedDigest: calculated,
    });
  }
}

/** `x-amz-sdk-checksum-algorithm` names the algorithm of the one checksum that has to be there. */
function verifyAnnounced(announced: string | undefined, sent: string | undefined): void {
  if (announced === undefined || sent === prefix + announced.toLowerCase()) return;
  if (sent !== undefined) throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.');
  throw invalidRequest(
    'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
  );
}

function verifyChecksum(algorithm: string, value: string, body: Buffer): Checksum {
  const calculate = algorithms[algorithm];
  if (!calculate) throw notImplemented(`The checksum ${prefix}${algorithm}`);
  const calculated = calculate(body);
  if (Buffer.from(value, 'base64').length !== Buffer.from(calculated, 'base64').length) {
    throw invalidRequest(`Value for ${prefix}${algorithm} header is invalid.`);
  }
  if (calculated !== value) {
    const name = algorithm.toUpperCase();
    throw new AwsError('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
  return { algorithm, value };
}

/** The headers with which S3 gives a checksum back. */
export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (!checksum) return {};
  return { [prefix + checksum.algorithm]: checksum.value, [`${prefix}type`]: 'FULL_OBJECT' };
}
