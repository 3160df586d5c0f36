import { maxBlockReasonLength } from '../../schema/limits.ts';
import { isUserId } from '../../schema/table.ts';
import { CallerError } from '../domain/errors.ts';
import type { User, Users } from '../domain/ports.ts';

export interface SetUserBlocked {
  /** The admin. */
  by: string;
  userId: string;
  blocked: boolean;
  reason: string | undefined;
}

/**
 * Blocks somebody, or lifts their block; who, when and why is kept. Saying what is so already changes nothing.
 * @throws CallerError InvalidInput
 */
export async function setUserBlocked(
  { by, userId, blocked, reason }: SetUserBlocked,
  { users, now }: { users: Users; now: () => Date },
): Promise<User> {
  if (!isUserId(userId)) throw new CallerError('InvalidInput', 'This is no user id.', { userId });
  if (userId === by) throw new CallerError('InvalidInput', 'You cannot block yourself.');
  if (reason !== undefined && reason.length > maxBlockReasonLength) {
    throw new CallerError('InvalidInput', `A reason has up to ${maxBlockReasonLength} characters.`);
  }
  const user = (await users.find(userId)) ?? { id: userId };
  const holding = user.block?.liftedAt === undefined ? user.block : undefined;
  if (blocked === (holding !== undefined)) return user;
  const at = now().toISOString();
  return users.setBlock(userId, holding ? { ...holding, liftedBy: by, liftedAt: at } : { by, at, reason });
}
