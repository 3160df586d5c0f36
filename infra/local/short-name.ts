import { createHash } from 'node:crypto';

/** A name that fits into `limit` characters; a longer one ends in a digest, so that two never become the same. */
export function shortName(name: string, limit: number): string {
  if (name.length <= limit) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, limit - digest.length - 1)}-${digest}`;
}
