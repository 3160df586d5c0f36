import type { AnalysisRecord } from '../../schema/events.ts';
import { cameFrom } from '../domain/analysis.ts';
import type { Analyses, Changes, Detector, Photos, Quota } from '../domain/ports.ts';

const keyOf = (owner: string, id: string) => `${owner}/${id}`;

/** The ports of the use cases, kept in memory, for unit tests: the rules of the table without the table. */
export function inMemoryPorts() {
  const records = new Map<string, AnalysisRecord>();
  const stored: Stored = new Map();
  const used = new Map<string, number>();
  const announced: AnalysisRecord[] = [];
  return {
    analyses: inMemoryAnalyses(records),
    quota: inMemoryQuota(used),
    photos: inMemoryPhotos(stored),
    changes: inMemoryChanges(announced),
    detector: sheepDetector(),
    now: () => new Date(),
    records,
    stored,
    used,
    announced,
  };
}

type Stored = Map<string, { bytes: Uint8Array; contentType: string }>;

function inMemoryAnalyses(records: Map<string, AnalysisRecord>): Analyses {
  return {
    find: (owner, id) => Promise.resolve(records.get(keyOf(owner, id))),
    announce(record) {
      records.set(keyOf(record.owner, record.id), record);
      return Promise.resolve();
    },
    transition(owner, id, to, now, outcome = {}) {
      const from: readonly string[] = cameFrom[to];
      const record = records.get(keyOf(owner, id));
      if (!record || !from.includes(record.status)) return Promise.resolve(undefined);
      const next = { ...record, ...outcome, status: to, updatedAt: now, version: record.version + 1 };
      records.set(keyOf(owner, id), next);
      return Promise.resolve(next);
    },
    remove(owner, id) {
      const record = records.get(keyOf(owner, id));
      records.delete(keyOf(owner, id));
      return Promise.resolve(record);
    },
  };
}

function inMemoryQuota(used: Map<string, number>): Quota {
  const givenBack = new Set<string>();
  return {
    used: (owner, day) => Promise.resolve(used.get(keyOf(owner, day)) ?? 0),
    reserve(owner, day, count, limit) {
      const before = used.get(keyOf(owner, day)) ?? 0;
      if (before + count > limit) return Promise.resolve(false);
      used.set(keyOf(owner, day), before + count);
      return Promise.resolve(true);
    },
    giveBack(owner, day, id) {
      if (!givenBack.has(id)) used.set(keyOf(owner, day), (used.get(keyOf(owner, day)) ?? 0) - 1);
      givenBack.add(id);
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
