import { CallerError } from './errors.ts';
import type { User } from './ports.ts';

/** Whether a block holds. */
export function isBlocked(user: User | undefined): boolean {
  return user?.block !== undefined && user.block.liftedAt === undefined;
}

/** Refuses whoever is blocked. @throws CallerError UserBlocked */
export function admit(user: User): void {
  if (!isBlocked(user)) return;
  const { reason, at } = user.block ?? {};
  const because = reason === undefined ? '' : ` Reason: ${reason}`;
  throw new CallerError('UserBlocked', `Your account is blocked: you cannot send photos.${because}`, {
    reason: reason ?? null,
    since: at,
  });
}
