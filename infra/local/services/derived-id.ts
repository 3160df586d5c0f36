import { createHash } from 'node:crypto';

export const upperCase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const lowerCase = 'abcdefghijklmnopqrstuvwxyz';
export const digits = '0123456789';

/** Ids that AWS draws at random follow from the names around them here, so that a restart changes none. */
export function derivedId(alphabet: string, length: number, ...seed: string[]): string {
  const digest = createHash('sha512').update(seed.join('\0')).digest();
  return Array.from(digest.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** A UUID of version 8 (RFC 9562: the layout is ours) that is the same for the same seed. */
export function derivedUuid(...seed: string[]): string {
  const bytes = createHash('sha256').update(seed.join('\0')).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
