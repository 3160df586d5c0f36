import { createHash } from 'node:crypto';

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const lowerAlphanumeric = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Names that AWS would draw at random follow from the names around them here, so that a restart changes none. */
function derive(alphabet: string, length: number, ...seed: string[]): string {
  const digest = createHash('sha512').update(seed.join('\0')).digest();
  return Array.from(digest.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** For example `us-east-1_aBcDeFgHi`. */
export function poolId(region: string, account: string, logicalId: string): string {
  return `${region}_${derive(alphanumeric, 9, 'user-pool', account, region, logicalId)}`;
}

/** 26 lower-case letters and digits. */
export function clientId(account: string, region: string, logicalId: string): string {
  return derive(lowerAlphanumeric, 26, 'user-pool-client', account, region, logicalId);
}

/** A UUID of version 8 (RFC 9562: the layout is ours) that is the same for the same seed. */
export function uuid(...seed: string[]): string {
  const bytes = createHash('sha256').update(seed.join('\0')).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
