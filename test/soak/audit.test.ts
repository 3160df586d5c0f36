import { expect, it } from 'vitest';
import { objectKey, thumbnailKey } from '../../schema/table.ts';
import { audit, type Evidence, type Verdict } from './audit.ts';
import type { StoredAnalysis, StoredDay } from './evidence.ts';

const day = '2026-11-22';
const owner = 'alice';

function analysis(id: string, status: StoredAnalysis['status'], more: Partial<StoredAnalysis> = {}): StoredAnalysis {
  const common = { id, createdAt: `${day}T10:00:00.000Z`, sha256: id, size: 10, version: 3 };
  return { ...common, status, places: 0, ...more };
}

/** What is left of a run in which nothing went wrong: one of each end, and two that were deleted. */
function cleanEvidence(): Evidence & { senders: [Evidence['senders'][number]] } {
  const analyses = [
    analysis('A', 'COMPLETED', { labels: [], places: 2, thumbnail: true }),
    analysis('B', 'REJECTED'),
    analysis('C', 'FAILED'),
    analysis('D', 'EXPIRED'),
  ];
  const totals = () => ({ photos: 4, bytes: 40, completed: 1, rejected: 1, failed: 1, expired: 1 });
  const stored = {
    analyses,
    // One of the two that were deleted had cost a place.
    days: [{ SK: `DAY#${day}`, used: 3, reserved: new Set<string>() } satisfies StoredDay],
    unfinished: [],
    labels: new Map([['A', 2]]),
  };
  const accepted = [
    ...analyses.map(({ id, status }) => ({ id, sent: status !== 'EXPIRED' })),
    { id: 'E', sent: true, deleted: 'COMPLETED' },
    { id: 'F', sent: true, deleted: 'FAILED' },
  ];
  const view = analyses.map(({ id, status, version }) => ({ id, status, version }));
  return {
    senders: [{ witness: { owner, accepted, view, contradictions: [], totals: totals() }, stored }],
    totals: totals(),
    objects: ['A', 'B', 'C'].map((id) => objectKey(owner, id)).concat(thumbnailKey(owner, 'A')),
  };
}

type Parts = ReturnType<typeof cleanEvidence>['senders'][0];

/** Every kind of damage, and where the audit has to count it. */
const damages: [name: string, kind: keyof Verdict, damage: (parts: Parts, evidence: Evidence) => void][] = [
  ['an analysis that never ends', 'stuck', ({ stored }) => (stored.analyses[1]!.status = 'ANALYZING')],
  ['an end that is not closed', 'stuck', ({ stored }) => (stored.analyses[1]!.dueAt = day)],
  ['a place that is neither used nor given back', 'stuck', ({ stored }) => stored.days[0]!.reserved.add('A')],
  ['a day that is not closed', 'stuck', ({ stored }) => (stored.days[0]!.dueAt = day)],
  ['a deletion that is not finished', 'stuck', ({ stored }) => stored.unfinished.push('DELETED#E')],
  ['a deleted analysis that is still there', 'stuck', ({ stored }) => stored.analyses.push(analysis('E', 'COMPLETED'))],
  ['a photo of nobody', 'stuck', (_, { objects }) => (objects as string[]).push(objectKey(owner, 'E'))],
  ['an analysis that is gone', 'lost', ({ stored }) => stored.analyses.shift()],
  ['a photo that is gone', 'lost', (_, { objects }) => (objects as string[]).shift()],
  ['a thumbnail that is gone', 'lost', (_, { objects }) => (objects as string[]).pop()],
  ['labels that are gone', 'lost', ({ stored }) => delete stored.analyses[0]!.labels],
  ['a photo that was taken and expired', 'lost', ({ witness }) => (witness.accepted[3]!.sent = true)],
  ['an end that its owner never saw', 'lost', ({ witness }) => (witness.view as unknown[]).shift()],
  ['a photo that was analyzed twice', 'doubleCounted', ({ stored }) => (stored.analyses[1]!.sha256 = 'A')],
  ['a place that was counted twice', 'doubleCounted', ({ stored }) => (stored.days[0]!.used += 1)],
  ['a place that was not counted', 'wrongTotals', ({ stored }) => (stored.days[0]!.used -= 1)],
  ['a photo too many in the totals', 'wrongTotals', ({ witness }) => (witness.totals.photos += 1)],
  ['bytes that are missing in the totals', 'wrongTotals', ({ witness }) => (witness.totals.bytes -= 1)],
  ['an end in the wrong total', 'wrongTotals', ({ witness }) => (witness.totals.failed += 1)],
  ['a photo too few in the overview', 'wrongTotals', (_, { totals }) => (totals.photos -= 1)],
  ['a name too few', 'wrongTotals', ({ stored }) => stored.labels.set('A', 1)],
  ['names of what is gone', 'wrongTotals', ({ stored }) => stored.labels.set('E', 1)],
  ['an old version on the screen', 'stalePushes', ({ stored }) => (stored.analyses[1]!.version += 2)],
  ['a version that was told in two ways', 'stalePushes', ({ witness }) => witness.contradictions.push('A')],
];

it('finds nothing where nothing is wrong', () => {
  expect(audit(cleanEvidence())).toEqual({
    findings: [],
    verdict: {
      uploads: 6,
      byState: { COMPLETED: 1, REJECTED: 1, FAILED: 1, EXPIRED: 1, DELETED: 2 },
      ...{ stuck: 0, lost: 0, doubleCounted: 0, wrongTotals: 0, stalePushes: 0 },
    },
  });
});

it.each(damages)('finds %s', (_name, kind, damage) => {
  const evidence = cleanEvidence();
  damage(evidence.senders[0], evidence);
  expect(audit(evidence).verdict[kind]).toBeGreaterThan(0);
});

it('allows for what was deleted before anybody saw how it ended', () => {
  const evidence = cleanEvidence();
  evidence.senders[0].witness.accepted.push({ id: 'G', sent: true, deleted: 'EARLY' });
  expect(audit(evidence).findings).toEqual([]);
  evidence.senders[0].stored.days[0]!.used += 1;
  expect(audit(evidence).findings).toEqual([]);
});
