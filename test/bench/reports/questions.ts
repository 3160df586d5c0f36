import type { Api } from '../../../client/api/api.ts';
import { cursorOf } from '../../../schema/cursor.ts';
import type { AnalysisFilter } from '../../../schema/generated/schema.ts';
import { dayOf } from '../../../schema/table.ts';
import { end, photoAt, spreadDays, type Collection } from './photos.ts';

/** A stack with so many photos of one owner, and who asks it. */
export interface Asked {
  collection: Collection;
  owner: Api;
  admin: Api;
}

export interface Question {
  query: string;
  /** What it asks for, as it is written down. */
  shown: string;
  /** Whether its cost must not depend on what is stored. */
  paged: boolean;
  /** Resolves with what it was answered, in order. */
  ask: (asked: Asked) => Promise<readonly object[]>;
}

export const pageSize = 25;

const dayAgo = (days: number) => dayOf(new Date(end - days * 86_400_000));
/** Twelve months that begin and end within a month: the most that a report can have to read. */
const year = { from: dayAgo(365), to: dayAgo(1) };
/** Ends in the middle of the photos. */
const olderHalf = { from: dayAgo(spreadDays), to: dayAgo(spreadDays / 2 + 1) };

function page(query: string, filter: AnalysisFilter = {}): Question {
  return {
    query,
    shown: `analyses(${JSON.stringify(filter)})`,
    paged: true,
    ask: async ({ owner }) => (await owner.analyses({ filter, limit: pageSize })).items,
  };
}

/** The same from the middle of all photos on. */
function deepPage(query: string, filter: AnalysisFilter = {}): Question {
  return {
    ...page(query, filter),
    shown: `analyses(${JSON.stringify(filter)}), half of the photos before it`,
    ask: async ({ owner, collection }) => {
      const before = photoAt(collection, Math.ceil(collection.count / 2) - 1);
      const nextToken = cursorOf(collection.owner, filter, before.id);
      return (await owner.analyses({ filter, limit: pageSize, nextToken })).items;
    },
  };
}

export const questions: readonly Question[] = [
  page('plain page'),
  deepPage('plain page, deep inside'),
  page('page of some days', olderHalf),
  page('one state', { status: ['REJECTED'] }),
  page('several states', { status: ['REJECTED', 'FAILED', 'EXPIRED'] }),
  page('one label', { labels: { all: ['Car'] } }),
  deepPage('one label, deep inside', { labels: { all: ['Car'] } }),
  page('all of two labels', { labels: { all: ['Person', 'Outdoors'] } }),
  page('any of two labels', { labels: { any: ['Dog', 'Boat'] } }),
  page('none of a label', { labels: { none: ['Person'] } }),
  page('label with minConfidence', { labels: { all: ['Nature'] }, minConfidence: 87 }),
  page('minConfidence alone', { minConfidence: 97 }),
  page('mix', {
    status: ['COMPLETED'],
    labels: { all: ['Outdoors'], any: ['Car', 'Tree', 'Plant'], none: ['Dog'] },
    minConfidence: 60,
    ...olderHalf,
  }),
  {
    query: 'labels by prefix',
    shown: 'labels(prefix: "b") of a year',
    paged: false,
    ask: ({ owner }) => owner.labels({ prefix: 'b', ...year }),
  },
  {
    query: 'report of a year',
    shown: 'report of a year',
    paged: false,
    ask: async ({ owner }) => (await owner.report(year)).days,
  },
  {
    query: 'overview of a year',
    shown: 'overview of a year, over everybody',
    paged: false,
    ask: async ({ admin }) => (await admin.overview(year)).days,
  },
];
