import { dayAfter, dayOf, monthAfter, monthOf } from '../../schema/table.ts';
import { CallerError } from './errors.ts';
import type { Quota, Spending, Users } from './ports.ts';
import { isBlocked } from './user.ts';

export interface AdmissionPorts {
  quota: Quota;
  users: Users;
  spending: Spending;
  now: () => Date;
  /** Photos a person may send a day. */
  dailyLimit: number;
  /** Detections that the service may pay for in a month. */
  monthlyCeiling: number;
}

/** Whether somebody may have photos looked at now, and how many. */
export function admission(owner: string, now: string, ports: AdmissionPorts) {
  return {
    /** @throws CallerError UserBlocked, ServicePaused */
    admit: async (userName?: string): Promise<void> => {
      await Promise.all([checkBlock(owner, userName, now, ports), checkCeiling(now, ports)]);
    },
    /** Takes a place of today's for each token, for all or none. @throws CallerError QuotaExceeded */
    reserve: async (tokens: readonly string[]): Promise<void> => {
      if (tokens.length === 0) return;
      const { quota, dailyLimit: limit } = ports;
      const day = dayOf(now);
      if (await quota.reserve(owner, day, tokens, limit, now)) return;
      const used = await quota.used(owner, day);
      const resetsAt = dayAfter(day);
      throw new CallerError(
        'QuotaExceeded',
        `You have ${Math.max(0, limit - used)} of ${limit} photos left today. The count starts again at ${resetsAt.slice(11, 16)} UTC.`,
        { used, limit, resetsAt },
      );
    },
  };
}

async function checkBlock(owner: string, name: string | undefined, now: string, { users }: AdmissionPorts) {
  const user = await users.visit(owner, name, now);
  if (!isBlocked(user)) return;
  const { reason, at } = user.block ?? {};
  const because = reason === undefined ? '' : ` Reason: ${reason}`;
  throw new CallerError('UserBlocked', `Your account is blocked: you cannot send photos.${because}`, {
    reason: reason ?? null,
    since: at,
  });
}

/** How much of the month's ceiling is used up, as GraphQL's `Usage`. */
export async function serviceUsage(ports: Pick<AdmissionPorts, 'spending' | 'monthlyCeiling' | 'now'>) {
  const month = monthOf(ports.now());
  return { used: await ports.spending.spent(month), limit: ports.monthlyCeiling, resetsAt: monthAfter(month) };
}

/** A cost guard: what is under way may pass the ceiling, nothing new is let in. */
async function checkCeiling(now: string, { spending, monthlyCeiling }: AdmissionPorts): Promise<void> {
  const month = monthOf(now);
  const spent = await spending.spent(month);
  if (spent < monthlyCeiling) return;
  const resumesAt = monthAfter(month);
  throw new CallerError(
    'ServicePaused',
    `The service has looked at all the photos it may pay for this month. It takes photos again from ${resumesAt.slice(0, 10)}.`,
    { resumesAt },
  );
}
