import { fitting } from '../../../functions/adapters/month-item.ts';
import type { StoredAnalysis } from '../../../functions/domain/analysis.ts';
import { labelPlaces } from '../../../functions/domain/labels.ts';
import { summarize } from '../../../functions/domain/month.ts';
import { totalsOf } from '../../../functions/domain/totals.ts';
import { dayOf, monthOf, ownerState, serviceTotals, tableKeys } from '../../../schema/table.ts';
import type { BulkWriter, Item } from './bulk-writer.ts';
import { photoAt, type Collection } from './photos.ts';

/** Whose photos are measured. */
export const ownerName = 'bench';

/** Days that have changed since their months were made, as of somebody who sends photos right now: the newest. */
const changedDays = 3;

type DayTotals = Map<string, Record<string, number>>;

/** The photos of somebody and 5 % more of 20 others. */
export function collectionsOf(owner: string, count: number): [Collection, ...Collection[]] {
  const others = Array.from({ length: 20 }, (_, i) => ({
    owner: `somebody-else-${i}`,
    count: Math.ceil(count / 400),
    seed: i + 2,
  }));
  return [{ owner, count, seed: 1 }, ...others];
}

/** Puts into a table all that follows from these photos once the sweeper has come by, everything in the order of its keys. */
export async function load(
  writer: BulkWriter,
  collections: readonly Collection[],
  say: (line: string) => void = () => {},
): Promise<void> {
  const ofAll: DayTotals = new Map();
  for (const collection of collections) {
    const { owner } = collection;
    const loaded = new Loaded(owner);
    await writer.putItems(loaded.rows(collection));
    await writer.putEntries(loaded.states());
    if (collection.count > 100_000) say(`  ${collection.count} analyses, now their labels`);
    for (const place of loaded.places) await writer.putItems(loaded.labels(place));
    await putTotals(writer, owner, loaded.days);
    for (const [day, totals] of loaded.days) addTo(ofAll, day, totals);
  }
  await putTotals(writer, serviceTotals.whole, ofAll);
}

/** What of an owner's photos is written a second time: under their states, their labels and their days. */
class Loaded {
  readonly days: DayTotals = new Map();
  readonly #owner: string;
  readonly #ids: string[] = [];
  readonly #byState = new Map<string, number[]>();
  readonly #byPlace = new Map<string, { which: number[]; confidences: number[] }>();

  constructor(owner: string) {
    this.#owner = owner;
  }

  *rows(collection: Collection): Iterable<Item> {
    for (let place = collection.count - 1; place >= 0; place -= 1) {
      const photo = photoAt(collection, place);
      this.#note(photo);
      const state = ownerState(photo.owner, photo.status);
      yield { ...tableKeys.analysis(photo.owner, photo.id), ...photo, ownerState: state };
    }
  }

  *states(): Iterable<Item> {
    for (const [status, which] of this.#byState) {
      for (const index of which) {
        const id = this.#id(index);
        yield { ...tableKeys.analysis(this.#owner, id), id, ownerState: ownerState(this.#owner, status) };
      }
    }
  }

  get places(): string[] {
    return [...this.#byPlace.keys()].sort();
  }

  *labels(place: string): Iterable<Item> {
    const { which = [], confidences = [] } = this.#byPlace.get(place) ?? {};
    for (const [nth, index] of which.entries()) {
      yield { ...tableKeys.label(this.#owner, place, this.#id(index)), confidence: confidences[nth] };
    }
  }

  #id(index: number): string {
    return this.#ids[index] ?? '';
  }

  #note(photo: StoredAnalysis): void {
    const index = this.#ids.push(photo.id) - 1;
    at(this.#byState, photo.status, () => []).push(index);
    for (const [place, confidence] of labelPlaces(photo.labels)) {
      const { which, confidences } = at(this.#byPlace, place, () => ({ which: [], confidences: [] }));
      which.push(index);
      confidences.push(confidence);
    }
    addTo(this.days, dayOf(photo.createdAt), totalsOf(photo));
  }
}

function at<Key, Value>(map: Map<Key, Value>, key: Key, first: () => Value): Value {
  const value = map.get(key) ?? first();
  map.set(key, value);
  return value;
}

function addTo(days: DayTotals, day: string, totals: Readonly<Record<string, number>>): void {
  const sums = at(days, day, (): Record<string, number> => ({}));
  for (const [name, count] of Object.entries(totals)) sums[name] = (sums[name] ?? 0) + count;
}

/** The days and months of somebody, rolled up. */
async function putTotals(writer: BulkWriter, owner: string, days: DayTotals): Promise<void> {
  const sorted = [...days].sort(([one], [other]) => (one < other ? -1 : 1));
  const tallies = sorted.map(([day, totals], nth): Item => {
    const changed = nth >= sorted.length - changedDays && { ownerState: ownerState(owner, 'CHANGED'), id: day };
    const counters = Object.fromEntries(Object.entries(totals).map(([name, count]) => [`+${name}`, count]));
    // Nothing is due, so that the sweeper leaves them as they are.
    return { ...tableKeys.tally(owner, day), revision: 1, ...counters, ...changed };
  });
  await writer.putItems(tallies);
  await writer.putEntries(tallies);
  const months = new Set(sorted.map(([day]) => monthOf(day)));
  for (const name of months) {
    const made = summarize(new Map(sorted.filter(([day]) => monthOf(day) === name)));
    const { month, days: ofMonth } = fitting(made.month, made.days);
    await writer.putItems([
      { ...tableKeys.monthOf(owner, name), month, revision: 1 },
      { ...tableKeys.monthDays(owner, name), days: ofMonth, revision: 1 },
    ]);
  }
}
