import { objectKey, thumbnailKey } from '../../schema/table.ts';
import type { Accepted, RunTotals, Stored, StoredAnalysis, Witness } from './evidence.ts';

/** Everything that is known after a run: of each sender what was promised, seen and stored, and all objects' keys. */
export interface Evidence {
  senders: { witness: Witness; stored: Stored }[];
  objects: readonly string[];
  /** What the overview of all users says. */
  totals: RunTotals;
}

export interface Verdict {
  /** Photos that the service has accepted. */
  uploads: number;
  /** How they ended; DELETED those that their senders have deleted. */
  byState: Record<string, number>;
  /** What has not come to an end: analyses, deletions, places in a limit. */
  stuck: number;
  /** What was accepted and is not there, or is not known to its owner. */
  lost: number;
  /** What was done or counted more than once. */
  doubleCounted: number;
  /** Totals of days, and names in the label index, that differ from the analyses they stand for. */
  wrongTotals: number;
  /** What its owner was told last, or told twice, that differs from what is stored. */
  stalePushes: number;
}

type Kind = 'stuck' | 'lost' | 'doubleCounted' | 'wrongTotals' | 'stalePushes';
export interface Finding {
  kind: Kind;
  owner: string;
  what: string;
}

const ends = ['COMPLETED', 'REJECTED', 'FAILED', 'EXPIRED'] as const;
/** Ends that cost a place in the limit. */
const spent: readonly string[] = ['COMPLETED', 'REJECTED'];

/** Holds what was promised and seen against what is stored. */
export function audit({ senders, objects, totals }: Evidence): { verdict: Verdict; findings: Finding[] } {
  const keys = new Set(objects);
  const expected = new Set<string>();
  const findings: Finding[] = [];
  const byState: Record<string, number> = {};
  let uploads = 0;
  for (const { witness, stored } of senders) {
    const { owner } = witness;
    const find = (kind: Kind, what: string) => findings.push({ kind, owner, what });
    const records = new Map(stored.analyses.map((record) => [record.id, record]));
    for (const { id, deleted } of witness.accepted) {
      const state = deleted === undefined ? (records.get(id)?.status ?? 'LOST') : 'DELETED';
      byState[state] = (byState[state] ?? 0) + 1;
    }
    uploads += witness.accepted.length;
    auditPromises(witness, records, find);
    for (const record of stored.analyses) {
      auditAnalysis(record, stored, find);
      for (const key of objectsOf(owner, record)) {
        expected.add(key);
        if (!keys.has(key)) find('lost', `object ${key}`);
      }
    }
    for (const unfinished of stored.unfinished) find('stuck', unfinished);
    auditRepeats(stored.analyses, find);
    auditPlaces(witness.accepted, stored, find);
    auditTotals(witness.totals, stored.analyses, find);
    for (const id of stored.labels.keys()) if (!records.has(id)) find('wrongTotals', `names of ${id}, which is gone`);
  }
  const everything = senders.flatMap(({ stored }) => stored.analyses);
  auditTotals(totals, everything, (kind, what) => findings.push({ kind, owner: 'everybody', what }));
  for (const key of keys) if (!expected.has(key)) findings.push({ kind: 'stuck', owner: '', what: `object ${key}` });
  const count = (kind: Kind) => findings.filter((finding) => finding.kind === kind).length;
  return {
    verdict: {
      uploads,
      byState,
      stuck: count('stuck'),
      lost: count('lost'),
      doubleCounted: count('doubleCounted'),
      wrongTotals: count('wrongTotals'),
      stalePushes: count('stalePushes'),
    },
    findings,
  };
}

type Find = (kind: Kind, what: string) => void;

/** What the sender was promised, and what is on the screen. */
function auditPromises(
  { accepted, view, contradictions }: Witness,
  records: ReadonlyMap<string, StoredAnalysis>,
  find: Find,
): void {
  const seen = new Map(view.map((each) => [each.id, each]));
  for (const { id, sent, deleted } of accepted) {
    const record = records.get(id);
    if (deleted !== undefined) {
      if (record) find('stuck', `${id} is deleted and still there`);
      continue;
    }
    if (!record) find('lost', id);
    if (sent && record?.status === 'EXPIRED') find('lost', `${id} expired though its photo was taken`);
    const shown = seen.get(id);
    if (!shown) find('lost', `${id} was never told of`);
    else if (record && (shown.version !== record.version || shown.status !== record.status)) {
      find('stalePushes', `${id} is ${shown.status} ${shown.version} on the screen`);
    }
  }
  for (const contradiction of contradictions) find('stalePushes', contradiction);
}

function auditAnalysis({ id, status, dueAt, labels, places }: StoredAnalysis, stored: Stored, find: Find): void {
  if (!ends.some((end) => end === status)) find('stuck', `${id} is ${status}`);
  else if (dueAt !== undefined) find('stuck', `${id} is ${status} and not closed`);
  if (status === 'COMPLETED' && labels === undefined) find('lost', `labels of ${id}`);
  const names = stored.labels.get(id) ?? 0;
  if (names !== places) find('wrongTotals', `${id} is in ${names} places of the label index, not in ${places}`);
}

/** The objects that have to be there for an analysis. */
function objectsOf(owner: string, { id, status, thumbnail }: StoredAnalysis): string[] {
  return [
    ...(status === 'EXPIRED' ? [] : [objectKey(owner, id)]),
    ...(thumbnail === true ? [thumbnailKey(owner, id)] : []),
  ];
}

/** One photo of one owner has one analysis that is of use. */
function auditRepeats(analyses: readonly StoredAnalysis[], find: Find): void {
  const known = new Map<string, string>();
  for (const { id, sha256, status } of analyses) {
    if (status === 'FAILED' || status === 'EXPIRED') continue;
    const other = known.get(sha256);
    if (other !== undefined) find('doubleCounted', `${id} and ${other} are of one photo`);
    known.set(sha256, id);
  }
}

/** What is told of the totals, against what they stand for. */
function auditTotals(told: RunTotals, analyses: readonly StoredAnalysis[], find: Find): void {
  const ended = (end: string) => analyses.filter(({ status }) => status === end).length;
  const right: RunTotals = {
    photos: analyses.length,
    bytes: analyses.reduce((sum, { size }) => sum + size, 0),
    completed: ended('COMPLETED'),
    rejected: ended('REJECTED'),
    failed: ended('FAILED'),
    expired: ended('EXPIRED'),
  };
  const { photos, bytes, completed, rejected, failed, expired } = told;
  const said = { photos, bytes, completed, rejected, failed, expired };
  if (JSON.stringify(said) === JSON.stringify(right)) return;
  find('wrongTotals', `totals are ${JSON.stringify(said)} and not ${JSON.stringify(right)}`);
}

function auditPlaces(accepted: readonly Accepted[], { analyses, days }: Stored, find: Find): void {
  for (const { SK, reserved, dueAt } of days) {
    for (const token of reserved) find('stuck', `${SK}: a place for ${token}`);
    if (dueAt !== undefined) find('stuck', `${SK} is not closed`);
  }
  const used = days.reduce((sum, day) => sum + day.used, 0);
  const [least, most] = placesOf(accepted, analyses);
  if (used > most) find('doubleCounted', `${used} places are used, not ${most}`);
  if (used < least) find('wrongTotals', `${used} places are used, not ${least}`);
}

/** How many places an owner has used: two numbers, since of what was deleted early nobody has seen how it ended. */
function placesOf(accepted: readonly Accepted[], analyses: readonly StoredAnalysis[]): [least: number, most: number] {
  const kept = analyses.filter(({ status }) => spent.includes(status)).length;
  const deleted = accepted.filter((entry) => spent.includes(entry.deleted ?? '')).length;
  const unseen = accepted.filter((entry) => entry.deleted === 'EARLY').length;
  return [kept + deleted, kept + deleted + unseen];
}
