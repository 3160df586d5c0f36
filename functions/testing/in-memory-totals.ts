import { monthOf, type DueKey } from '../../schema/table.ts';
import type { Month, MonthDays } from '../domain/month.ts';
import type { Months, Tallies, Tally } from '../domain/ports.ts';
import { noTotals, sum } from '../domain/totals.ts';

interface TallyState extends Tally {
  /** Whether the month may not know it. */
  changed: boolean;
}

export type TallyStates = Map<string, TallyState>;

const keyOf = (owner: string, day: string) => `${owner}/${day}`;
const dayIn = (key: string) => key.slice(key.indexOf('/') + 1);

/** Totals of days, kept in memory by `{owner}/{day}`. */
export function inMemoryTallies(tallies: TallyStates, due: Map<string, { item: DueKey; at: string }>): Tallies {
  const dueKey = (owner: string, day: string) => `${keyOf(owner, day)}/tally`;
  const change = (owner: string, day: string, more: Partial<TallyState>) => {
    const tally = tallies.get(keyOf(owner, day));
    if (tally) tallies.set(keyOf(owner, day), { ...tally, ...more });
  };
  const of = (owner: string, chosen: (day: string, tally: TallyState) => boolean) =>
    [...tallies]
      .filter(([key, tally]) => key === keyOf(owner, dayIn(key)) && chosen(dayIn(key), tally))
      .map(([key, { totals }]): [string, TallyState['totals']] => [dayIn(key), totals])
      .sort(([one], [other]) => (one < other ? 1 : -1));
  return {
    add(owner, day, token, totals, now) {
      const none: TallyState = { totals: noTotals, revision: 0, added: [], rolls: 0, rolled: noTotals, changed: false };
      const tally = tallies.get(keyOf(owner, day)) ?? none;
      if (tally.added.includes(token) || Object.keys(totals).length === 0) return Promise.resolve();
      const changed = { totals: sum(tally.totals, totals), revision: tally.revision + 1, changed: true };
      tallies.set(keyOf(owner, day), { ...tally, ...changed, added: [...tally.added, token] });
      due.set(dueKey(owner, day), { item: { owner, tally: day }, at: now });
      return Promise.resolve();
    },
    find: (owner, day) => Promise.resolve(tallies.get(keyOf(owner, day))),
    inMonth: (owner, month) => Promise.resolve(new Map(of(owner, (day) => monthOf(day) === month))),
    changed: (owner, from, to, count) =>
      Promise.resolve(new Map(of(owner, (day, { changed }) => changed && day >= from && day <= to).slice(0, count))),
    beginRoll(owner, day, tally, rolling) {
      const now = tallies.get(keyOf(owner, day));
      if (now?.revision !== tally.revision || now.rolls !== tally.rolls || now.rolling) return Promise.resolve(false);
      change(owner, day, { rolling, rolled: tally.totals, rolls: tally.rolls + 1 });
      return Promise.resolve(true);
    },
    endRoll(owner, day, token) {
      if (tallies.get(keyOf(owner, day))?.rolling?.token === token) change(owner, day, { rolling: undefined });
      return Promise.resolve();
    },
    expire(owner, day, tally, expiring) {
      const now = tallies.get(keyOf(owner, day));
      if (!now || now.expiring?.since !== tally.expiring?.since) return Promise.resolve();
      const added = now.added.filter((token) => !tally.expiring?.tokens.includes(token));
      change(owner, day, { added, expiring });
      return Promise.resolve();
    },
    close(owner, day, tally, dueAt) {
      if (tallies.get(keyOf(owner, day))?.revision !== tally.revision) return Promise.resolve();
      change(owner, day, { changed: false });
      due.delete(dueKey(owner, day));
      if (dueAt !== undefined) due.set(dueKey(owner, day), { item: { owner, tally: day }, at: dueAt });
      return Promise.resolve();
    },
  };
}

/** Months, kept in memory. */
export function inMemoryMonths(): Months {
  const months = new Map<string, { month: Month; days: MonthDays; revision: number }>();
  return {
    between: (owner, from, to) =>
      Promise.resolve(
        new Map(
          [...months]
            .filter(([key]) => key.startsWith(`${owner}/`) && dayIn(key) >= from && dayIn(key) <= to)
            .map(([key, { month }]): [string, Month] => [dayIn(key), month]),
        ),
      ),
    days: (owner, names) =>
      Promise.resolve(
        new Map(
          names.flatMap((name): [string, MonthDays][] => {
            const found = months.get(keyOf(owner, name));
            return found ? [[name, found.days]] : [];
          }),
        ),
      ),
    revision: (owner, name) => Promise.resolve(months.get(keyOf(owner, name))?.revision ?? 0),
    put(owner, name, made, revision) {
      if ((months.get(keyOf(owner, name))?.revision ?? 0) !== revision) return Promise.resolve(false);
      months.set(keyOf(owner, name), { ...made, revision: revision + 1 });
      return Promise.resolve(true);
    },
  };
}
