import type { Block, User } from '../schema/generated/schema.ts';

/** A user as stored. */
export interface UserItem {
  id: string;
  name?: string | null;
  lastUploadAt?: string | null;
  block?: Pick<Block, 'by' | 'at'> & Partial<Block>;
}

/** What admins see; `usage` has a resolver of its own. */
export type SeenUser = Omit<User, 'usage'>;

export function userOf({ id, name, lastUploadAt, block }: UserItem): SeenUser {
  return {
    id,
    name: name ?? null,
    lastUploadAt: lastUploadAt ?? null,
    blocked: !!block && !block.liftedAt,
    block: block
      ? {
          by: block.by,
          at: block.at,
          reason: block.reason ?? null,
          liftedBy: block.liftedBy ?? null,
          liftedAt: block.liftedAt ?? null,
        }
      : null,
  };
}
