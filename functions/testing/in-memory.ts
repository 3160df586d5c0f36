import type { AnalysisRecord } from '../../schema/events.ts';
import { cameFrom } from '../domain/analysis.ts';
import { dueAt } from '../domain/due.ts';
import type {
  Analyses,
  Changes,
  Detector,
  DueItem,
  DueList,
  PhotoQueue,
  Photos,
  Quota,
  Spending,
  User,
  Users,
} from '../domain/ports.ts';

const keyOf = (owner: string, id: string) => `${owner}/${id}`;

/** The ports of the use cases, kept in memory, for unit tests: the rules of the table without the table. */
export function inMemoryPorts() {
  const records = new Map<string, AnalysisRecord>();
  const stored: Stored = new Map();
  const used = new Map<string, number>();
  const announced: AnalysisRecord[] = [];
  const queued: string[] = [];
  const due: Due = new Map();
  return {
    analyses: inMemoryAnalyses(records, due),
    quota: inMemoryQuota(used, due),
    photos: inMemoryPhotos(stored),
    queue: inMemoryQueue(queued),
    changes: inMemoryChanges(announced),
    due: inMemoryDueList(due),
    users: inMemoryUsers(),
    spending: inMemorySpending(),
    detector: sheepDetector(),
    now: () => new Date(),
    records,
    stored,
    used,
    announced,
    queued,
  };
}

type Stored = Map<string, { bytes: Uint8Array; contentType: string }>;
type Due = Map<string, { item: DueItem; at: string }>;

function inMemoryDueList(due: Due): DueList {
  return {
    async *dueAt(now) {
      for (const { item, at } of [...due.values()]) if (at <= now) yield await Promise.resolve(item);
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
  };
}

function inMemorySpending(): Spending {
  const spent = new Map<string, number>();
  return {
    spent: (month) => Promise.resolve(spent.get(month) ?? 0),
    add(month) {
      spent.set(month, (spent.get(month) ?? 0) + 1);
      return Promise.resolve();
    },
  };
}

function inMemoryQueue(queued: string[]): PhotoQueue {
  return {
    send(owner, id) {
      queued.push(keyOf(owner, id));
      return Promise.resolve();
    },
    length: () => Promise.resolve(queued.length),
  };
}

function inMemoryAnalyses(records: Map<string, AnalysisRecord>, due: Due): Analyses {
  const store = (record: AnalysisRecord) => {
    const { owner, id, updatedAt, status } = record;
    records.set(keyOf(owner, id), record);
    due.set(keyOf(owner, id), { item: { owner, id }, at: dueAt(updatedAt, status) });
    return Promise.resolve(record);
  };
  return {
    find: (owner, id) => Promise.resolve(records.get(keyOf(owner, id))),
    announce: async (record) => void (await store(record)),
    transition(owner, id, to, now, outcome = {}) {
      const from: readonly string[] = cameFrom[to];
      const record = records.get(keyOf(owner, id));
      if (!record || !from.includes(record.status)) return Promise.resolve(undefined);
      return store({ ...record, ...outcome, status: to, updatedAt: now, version: record.version + 1 });
    },
    close({ owner, id, version }) {
      if (records.get(keyOf(owner, id))?.version === version) due.delete(keyOf(owner, id));
      return Promise.resolve();
    },
    postpone(owner, id, until) {
      const entry = due.get(keyOf(owner, id));
      if (entry) entry.at = until;
      return Promise.resolve();
    },
    remove(owner, id) {
      const record = records.get(keyOf(owner, id));
      records.delete(keyOf(owner, id));
      due.delete(keyOf(owner, id));
      return Promise.resolve(record);
    },
  };
}

function inMemoryQuota(used: Map<string, number>, due: Due): Quota {
  const days = new Map<string, { ids: Set<string>; since: string }>();
  const release = (owner: string, day: string, id: string, gain: number) => {
    const key = keyOf(owner, day);
    if (days.get(key)?.ids.delete(id)) used.set(key, (used.get(key) ?? 0) + gain);
    return Promise.resolve();
  };
  return {
    used: (owner, day) => Promise.resolve(used.get(keyOf(owner, day)) ?? 0),
    reserve(owner, day, ids, limit, now) {
      const key = keyOf(owner, day);
      const before = used.get(key) ?? 0;
      if (before + ids.length > limit) return Promise.resolve(false);
      used.set(key, before + ids.length);
      days.set(key, { ids: new Set([...(days.get(key)?.ids ?? []), ...ids]), since: now });
      due.set(key, { item: { owner, day }, at: dueAt(now, 'reservation') });
      return Promise.resolve(true);
    },
    spend: (owner, day, id) => release(owner, day, id, 0),
    giveBack: (owner, day, id) => release(owner, day, id, -1),
    reserved(owner, day) {
      const places = days.get(keyOf(owner, day));
      return Promise.resolve(places && { ids: [...places.ids], since: places.since });
    },
    close(owner, day, since) {
      if (days.get(keyOf(owner, day))?.since === since) due.delete(keyOf(owner, day));
      return Promise.resolve();
    },
  };
}

function inMemoryPhotos(stored: Stored): Photos {
  return {
    uploadLink: ({ owner, id }) => Promise.resolve({ url: `https://photos.test/${owner}/${id}`, headers: [] }),
    viewLink: (owner, id) => Promise.resolve(`https://photos.test/${owner}/${id}`),
    read(owner, id, atMost) {
      const photo = stored.get(keyOf(owner, id));
      return Promise.resolve(
        photo && {
          bytes: photo.bytes.subarray(0, atMost),
          totalBytes: photo.bytes.length,
          contentType: photo.contentType,
        },
      );
    },
    exists: (owner, id) => Promise.resolve(stored.has(keyOf(owner, id))),
    remove(owner, id) {
      stored.delete(keyOf(owner, id));
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
