import { isServicePart, tallyAbove } from '../../schema/table.ts';
import { dueAt } from './due.ts';
import { summarize } from './month.ts';
import type { Analyses, Months, Tallies, Tally, Tombstones } from './ports.ts';
import { difference } from './totals.ts';

export interface RollUpPorts {
  tallies: Tallies;
  months: Months;
  analyses: Pick<Analyses, 'find'>;
  tombstones: Pick<Tombstones, 'find'>;
  now: () => Date;
}

/**
 * Takes the totals of some days of a month to where they are read: what has been added to them goes up to the service's
 * totals, once, and the month is made anew. Whatever stops the work, they are due again; what changes meanwhile is due
 * again too.
 * @returns how many of the days need nothing more for now
 */
export async function rollUp(
  owner: string,
  month: string,
  days: readonly string[],
  ports: RollUpPorts,
): Promise<number> {
  const { tallies, now } = ports;
  const raised: { day: string; tally: Tally }[] = [];
  for (const day of days) {
    const tally = await tallies.find(owner, day);
    if (tally && (await raise(owner, day, tally, ports))) raised.push({ day, tally });
  }
  if (raised.length === 0) return 0;
  if (!isServicePart(owner) && !(await renewMonth(owner, month, ports))) return 0;
  for (const { day, tally } of raised) {
    const open = await forget(owner, day, tally, ports);
    await tallies.close(owner, day, tally, open ? dueAt(now().toISOString(), 'tokens') : undefined);
  }
  return raised.length;
}

/** Adds what is new to the totals above. What goes up is noted first, under a name of its own, so that it goes up once. */
async function raise(owner: string, day: string, tally: Tally, { tallies, now }: RollUpPorts): Promise<boolean> {
  const above = tallyAbove(owner);
  if (above === undefined) return true;
  const more = difference(tally.rolled, tally.totals);
  const isNew = Object.keys(more).length > 0;
  if (!tally.rolling && !isNew) return true;
  const rolling = tally.rolling ?? { token: `${owner}#${tally.rolls + 1}`, totals: more };
  if (!tally.rolling && !(await tallies.beginRoll(owner, day, tally, rolling))) return false;
  await tallies.add(above, day, rolling.token, rolling.totals, now().toISOString());
  await tallies.endRoll(owner, day, rolling.token);
  // What another began may not have been all.
  return !tally.rolling || !isNew;
}

async function renewMonth(owner: string, month: string, { tallies, months }: RollUpPorts): Promise<boolean> {
  // In this order: whoever writes a month has seen all that those before have.
  const revision = await months.revision(owner, month);
  return months.put(owner, month, summarize(await tallies.inMonth(owner, month)), revision);
}

/**
 * Forgets the tokens of what nobody adds any more: once that is known, after as long as any process can still be at work
 * that does not know it.
 * @returns whether there are tokens left
 */
async function forget(owner: string, day: string, tally: Tally, ports: RollUpPorts): Promise<boolean> {
  const { added, expiring } = tally;
  const now = ports.now().toISOString();
  if (expiring && dueAt(expiring.since, 'tokens') > now) return true;
  const left = added.filter((token) => !expiring?.tokens.includes(token));
  const done: string[] = [];
  for (const token of left) if (await isDone(owner, day, token, ports)) done.push(token);
  if (expiring || done.length > 0) {
    await ports.tallies.expire(owner, day, tally, done.length > 0 ? { tokens: done, since: now } : undefined);
  }
  return left.length > 0;
}

/** Whether nobody will try again to add what goes by a token. */
async function isDone(owner: string, day: string, token: string, { tallies, analyses, tombstones }: RollUpPorts) {
  const [whole = ''] = token.split('/');
  const from = whole.slice(0, whole.lastIndexOf('#'));
  if (owner.startsWith('@')) return (await tallies.find(from, day))?.rolling?.token !== whole;
  const record = await analyses.find(owner, from);
  return record ? record.dueAt === undefined : (await tombstones.find(owner, from)) === undefined;
}
