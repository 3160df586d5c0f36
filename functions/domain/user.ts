import type { User } from './ports.ts';

/** Whether a block holds. */
export function isBlocked(user: User | undefined): boolean {
  return user?.block !== undefined && user.block.liftedAt === undefined;
}
