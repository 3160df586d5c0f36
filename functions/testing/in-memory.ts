import type { AnalysisRecord } from '../../schema/events.ts';
import type { DueKey } from '../../schema/table.ts';
import { cameFrom, type Place, type StoredAnalysis } from '../domain/analysis.ts';
import { dueAt } from '../domain/due.ts';
import { labelPlaces } from '../domain/labels.ts';
import { totalsOf } from '../domain/totals.ts';
import type {
  Analyses,
  Changes,
  Day,
  Detector,
  DueList,
  Erasures,
  KnownPhotos,
  LabelIndex,
  PhotoQueue,
  Quota,
  Spending,
  Tombstone,
  Tombstones,
  User,
  Users,
  WaitingPhoto,
} from '../domain/ports.ts';
import { inMemoryExports } from './in-memory-exports.ts';
import { inMemoryPhotos, type Stored } from './in-memory-photos.ts';
import { inMemoryMetrics, silentLog, type Measured } from './in-memory-telemetry.ts';
import { inMemoryMonths, inMemoryTallies, type TallyStates } from './in-memory-totals.ts';

const keyOf = (owner: string, id: string) => `${owner}/${id}`;

/** The ports of the use cases, kept in memory, for unit tests: the rules of the table without the table. */
export function inMemoryPorts() {
  const records = new Map<string, StoredAnalysis>();
  const stored: Stored = new Map();
  const thumbnails = new Map<string, Uint8Array>();
  const days = new Map<string, DayState>();
  const tallied: TallyStates = new Map();
  const labels = new Map<string, number>();
  const known = new Map<string, string>();
  const announced: AnalysisRecord[] = [];
  const queued: WaitingPhoto[] = [];
  const due: Due = new Map();
  const measured: Measured = [];
  return {
    analyses: inMemoryAnalyses(records, due),
    quota: inMemoryQuota(days, due),
    tallies: inMemoryTallies(tallied, due),
    months: inMemoryMonths(),
    labels: inMemoryLabels(labels),
    known: inMemoryKnownPhotos(known),
    tombstones: inMemoryTombstones(due),
    erasures: inMemoryErasures(due),
    photos: inMemoryPhotos(stored, thumbnails),
    queue: inMemoryQueue(queued),
    changes: inMemoryChanges(announced),
    due: inMemoryDueList(due),
    users: inMemoryUsers(),
    spending: inMemorySpending(),
    detector: sheepDetector(),
    thumbnailer: { thumbnail: (photo: Uint8Array) => Promise.resolve(photo.subarray(0, 3)) },
    ...inMemoryExports(due),
    log: silentLog,
    metrics: inMemoryMetrics(measured),
    now: () => new Date(),
    records,
    stored,
    thumbnails,
    days,
    tallied,
    places: labels,
    photosKnown: known,
    announced,
    queued,
    measured,
  };
}

type Due = Map<string, { item: DueKey; at: string }>;

function inMemoryDueList(due: Due): DueList {
  return {
    async *dueAt(now) {
      for (const { item, at } of [...due.values()]) if (at <= now) yield await Promise.resolve(item);
    },
  };
}

function inMemoryLabels(labels: Map<string, number>): LabelIndex {
  return {
    put({ owner, id }, places) {
      for (const [place, confidence] of places) labels.set(`${owner}/${place}/${id}`, confidence);
      return Promise.resolve();
    },
    remove(owner, id, places) {
      for (const place of places) labels.delete(`${owner}/${place}/${id}`);
      return Promise.resolve();
    },
  };
}

function inMemoryKnownPhotos(known: Map<string, string>): KnownPhotos {
  return {
    find: (owner, sha256) => Promise.resolve(known.get(keyOf(owner, sha256))),
    claim({ owner, sha256, id }, instead) {
      const holder = known.get(keyOf(owner, sha256));
      if (holder !== undefined && holder !== instead) return Promise.resolve(false);
      known.set(keyOf(owner, sha256), id);
      return Promise.resolve(true);
    },
    forget(owner, sha256, id) {
      if (known.get(keyOf(owner, sha256)) === id) known.delete(keyOf(owner, sha256));
      return Promise.resolve();
    },
  };
}

function inMemoryTombstones(due: Due): Tombstones {
  const stones = new Map<string, Tombstone>();
  const keyOfStone = (owner: string, id: string) => `${keyOf(owner, id)}/deleted`;
  return {
    find: (owner, id) => Promise.resolve(stones.get(keyOfStone(owner, id))),
    put(stone, at) {
      const { owner, id } = stone;
      stones.set(keyOfStone(owner, id), stone);
      due.set(keyOfStone(owner, id), { item: { owner, deleted: id }, at });
      return Promise.resolve();
    },
    remove(owner, id) {
      stones.delete(keyOfStone(owner, id));
      due.delete(keyOfStone(owner, id));
      return Promise.resolve();
    },
  };
}

function inMemoryErasures(due: Due): Erasures {
  return {
    put(owner, at) {
      due.set(`${owner}/erasure`, { item: { owner, erasure: true }, at });
      return Promise.resolve();
    },
    remove(owner) {
      due.delete(`${owner}/erasure`);
      return Promise.resolve();
    },
  };
}

function inMemoryUsers(): Users {
  const users = new Map<string, User>();
  const set = (id: string, change: Partial<User>) => {
    const user = { ...users.get(id), ...change, id };
    users.set(id, user);
    return Promise.resolve(user);
  };
  return {
    find: (id) => Promise.resolve(users.get(id)),
    visit: (id, name, now) => set(id, { name, lastUploadAt: now }),
    setBlock: (id, block) => set(id, { block }),
    async *ids() {
      for (const id of users.keys()) yield await Promise.resolve(id);
    },
  };
}

function inMemorySpending(): Spending {
  const spent = new Map<string, number>();
  const times = new Map<string, number[]>();
  return {
    spent: (month) => Promise.resolve(spent.get(month) ?? 0),
    add(month) {
      spent.set(month, (spent.get(month) ?? 0) + 1);
      return Promise.resolve();
    },
    took(month, ms) {
      times.set(month, [...(times.get(month) ?? []), ms]);
      return Promise.resolve();
    },
    averageMs(month) {
      const taken = times.get(month) ?? [];
      return Promise.resolve(taken.length > 0 ? taken.reduce((sum, ms) => sum + ms) / taken.length : undefined);
    },
  };
}

function inMemoryQueue(queued: WaitingPhoto[]): PhotoQueue {
  return {
    send(photo) {
      queued.push(photo);
      return Promise.resolve();
    },
    length: () => Promise.resolve(queued.length),
  };
}

function inMemoryAnalyses(records: Map<string, StoredAnalysis>, due: Due): Analyses {
  const store = (record: StoredAnalysis) => {
    const { owner, id, updatedAt, status } = record;
    const at = dueAt(updatedAt, status);
    const stored = { ...record, dueAt: at };
    records.set(keyOf(owner, id), stored);
    due.set(keyOf(owner, id), { item: { owner, id }, at });
    return Promise.resolve(stored);
  };
  const current = ({ owner, id, version }: StoredAnalysis) => {
    const record = records.get(keyOf(owner, id));
    return record?.version === version ? record : undefined;
  };
  return {
    find: (owner, id) => Promise.resolve(records.get(keyOf(owner, id))),
    async announce(record) {
      await store(record);
    },
    transition(owner, id, to, now, outcome = {}, version) {
      const from: readonly string[] = cameFrom[to];
      const record = records.get(keyOf(owner, id));
      if (!record || !from.includes(record.status)) return Promise.resolve(undefined);
      if (record.version !== (version ?? record.version)) return Promise.resolve(undefined);
      return store({ ...record, ...outcome, status: to, updatedAt: now, version: record.version + 1 });
    },
    restart(record, place, now) {
      if (current(record)?.dueAt !== undefined || !current(record)) return Promise.resolve(undefined);
      const version = record.version + 1;
      const follows = { counted: totalsOf(record), indexed: [...labelPlaces(record.labels).keys()] };
      const afresh = { reason: undefined, wasted: undefined, place, version, ...follows };
      return store({ ...record, ...afresh, status: 'ANALYZING', updatedAt: now });
    },
    close(record) {
      const found = current(record);
      if (!found) return Promise.resolve(false);
      records.set(keyOf(record.owner, record.id), {
        ...found,
        counted: undefined,
        indexed: undefined,
        dueAt: undefined,
      });
      due.delete(keyOf(record.owner, record.id));
      return Promise.resolve(true);
    },
    postpone(owner, id, until) {
      const entry = due.get(keyOf(owner, id));
      if (entry) entry.at = until;
      return Promise.resolve();
    },
    remove(record) {
      if (!current(record)) return Promise.resolve(false);
      records.delete(keyOf(record.owner, record.id));
      due.delete(keyOf(record.owner, record.id));
      return Promise.resolve(true);
    },
    async *ids(owner) {
      yield await Promise.resolve([...records.values()].filter((each) => each.owner === owner).map(({ id }) => id));
    },
  };
}

interface DayState extends Day {
  used: number;
}

function inMemoryQuota(days: Map<string, DayState>, due: Due): Quota {
  const dayOfOwner = (owner: string, day: string): DayState =>
    days.get(keyOf(owner, day)) ?? { used: 0, reserved: [], since: '' };
  const change = (owner: string, day: string, state: DayState) => {
    days.set(keyOf(owner, day), state);
    due.set(keyOf(owner, day), { item: { owner, day }, at: dueAt(state.since, 'day') });
  };
  const release = (owner: string, { day, token }: Place, gain: number) => {
    const state = dayOfOwner(owner, day);
    if (state.reserved.includes(token)) {
      const reserved = state.reserved.filter((each) => each !== token);
      days.set(keyOf(owner, day), { ...state, reserved, used: state.used + gain });
    }
    return Promise.resolve();
  };
  return {
    used: (owner, day) => Promise.resolve(dayOfOwner(owner, day).used),
    reserve(owner, day, tokens, limit, now) {
      const state = dayOfOwner(owner, day);
      if (state.used + tokens.length > limit) return Promise.resolve(false);
      const reserved = [...state.reserved, ...tokens];
      change(owner, day, { ...state, used: state.used + tokens.length, reserved, since: now });
      return Promise.resolve(true);
    },
    spend: (owner, place) => release(owner, place, 0),
    giveBack: (owner, place) => release(owner, place, -1),
    find: (owner, day) => Promise.resolve(days.get(keyOf(owner, day))),
    close(owner, day, since) {
      if (dayOfOwner(owner, day).since !== since) return Promise.resolve();
      due.delete(keyOf(owner, day));
      return Promise.resolve();
    },
  };
}

function inMemoryChanges(announced: AnalysisRecord[]): Changes {
  return {
    announce(record) {
      announced.push(record);
      return Promise.resolve();
    },
  };
}

/** Sees a sheep in everything. */
function sheepDetector(): Detector {
  return {
    detectLabels: () =>
      Promise.resolve({
        labels: [{ name: 'Sheep', confidence: 99, instances: [], parents: ['Animal'], aliases: [], categories: [] }],
        labelModelVersion: '3.0',
      }),
  };
}
