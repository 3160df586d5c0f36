import type { Analysis, Label } from '../../api/api.ts';
import { DEFAULT_THRESHOLD, viewLabels } from '../labels/label-view.ts';
import type { Problem } from '../problem.ts';
import type { MessageKey, Words } from '../words/words.ts';
import type { Sending, State } from './state.ts';

/** Where a photo is on its way, as people are told. */
export type Step =
  | { name: 'checking' }
  | { name: 'uploading'; share: number }
  /** `seconds` is how long it may take until its turn comes, when that is known. */
  | { name: 'waiting'; seconds?: number }
  | { name: 'looking' }
  | { name: 'done'; best: readonly string[] }
  | { name: 'ended'; title: MessageKey; problem: Problem | undefined; retry: boolean };

/** The steps of a photo that goes well, in order. */
export const STEPS = ['checking', 'uploading', 'waiting', 'looking', 'done'] as const;

/** One photo on the page. */
export interface Card {
  /** Stays the same from the file's being added to its deletion. */
  key: string;
  fileName: string;
  size: number;
  step: Step;
  sending?: Sending;
  analysis?: Analysis;
}

/** The photos to show: those added here on top, then the others, newest first. */
export function cardsOf({
  analyses,
  deleted,
  removals,
  sendings,
  waitSeconds,
}: Pick<State, 'analyses' | 'deleted' | 'removals' | 'sendings' | 'waitSeconds'>): Card[] {
  const byId = new Map(analyses.map((analysis) => [analysis.id, analysis]));
  const shown = new Set([...deleted, ...removals.map(({ id }) => id)]);
  const added = sendings.flatMap((sending): Card[] => {
    const { key, fileName, size, analysisId } = sending;
    const onItsWay = sendingStep(sending, waitSeconds);
    if (analysisId === undefined) return [{ key, fileName, size, sending, step: onItsWay }];
    // The same photo twice is one analysis.
    if (shown.has(analysisId)) return [];
    shown.add(analysisId);
    const analysis = byId.get(analysisId);
    // Until the photo is there the page knows more than the service.
    const step = analysis && analysis.status !== 'AWAITING_UPLOAD' ? analysisStep(analysis) : onItsWay;
    return [{ key, fileName, size, sending, step, ...(analysis && { analysis }) }];
  });
  const others = analyses.filter(({ id }) => !shown.has(id)).map(cardOf);
  return [...added, ...others];
}

/** A card of a photo that was not added on this page. */
export function cardOf(analysis: Analysis): Card {
  const { id, fileName, size } = analysis;
  return { key: id, fileName, size, analysis, step: analysisStep(analysis) };
}

/**
 * What to tell somebody who does not see the page: what has been added, and how each photo ended that had not ended
 * before.
 */
export function announcements(before: readonly Card[], after: readonly Card[], words: Words): string[] {
  const known = new Set(before.map(({ key }) => key));
  const added = after.filter(({ key, sending }) => sending && !known.has(key));
  const open = new Set([...before, ...added].filter(({ step }) => !isEnd(step)).map(({ key }) => key));
  const ended = after.filter(
    ({ key, step }) => isEnd(step) && (open.has(key) || added.some((card) => card.key === key)),
  );
  return [
    ...(added.length > 0 ? [words.say('announce.added', { count: added.length })] : []),
    ...ended.map((card) => endWords(card, words)),
  ];
}

function endWords({ fileName, step, sending }: Card, words: Words): string {
  const because = step.name === 'ended' && step.problem ? ` ${words.problem(step.problem)}` : '';
  const known = sending?.known ? ` ${words.say('note.known')}` : '';
  return `${fileName}: ${stepWords(step, words)}.${because}${known}`;
}

/** A step in a few words. */
export function stepWords(step: Step, words: Words): string {
  switch (step.name) {
    case 'checking':
      return words.say('step.checking');
    case 'uploading':
      return words.say('step.uploading', { share: Math.floor(step.share * 100) });
    case 'waiting':
      return step.seconds === undefined
        ? words.say('step.waiting')
        : words.say('step.waitingAbout', { seconds: step.seconds });
    case 'looking':
      return words.say('step.looking');
    case 'done':
      return step.best.length > 0
        ? words.say('step.done', { labels: step.best.join(', ') })
        : words.say('step.doneNothing');
    case 'ended':
      return words.say(step.title);
  }
}

/** Whether a photo is being sent from this page and can still be held back. */
export function isCancellable({ sending, step }: Card): boolean {
  return sending !== undefined && !isEnd(step) && step.name !== 'looking';
}

function isEnd({ name }: Step): boolean {
  return name === 'done' || name === 'ended';
}

function sendingStep({ step }: Sending, waitSeconds: number | null): Step {
  switch (step.name) {
    case 'sent':
      return { name: 'waiting', ...(waitSeconds !== null && { seconds: waitSeconds }) };
    case 'cancelled':
      return { name: 'ended', title: 'end.cancelled', problem: undefined, retry: true };
    case 'refused':
      return { name: 'ended', title: 'end.notSent', problem: step.problem, retry: step.retry };
    default:
      return step;
  }
}

function analysisStep({ status, reason, labels, correlationId: id }: Analysis): Step {
  const correlationId = id ?? undefined;
  const problem = reason ? { name: reason.code, values: {}, message: reason.message, correlationId } : undefined;
  switch (status) {
    case 'AWAITING_UPLOAD':
      return { name: 'waiting' };
    case 'ANALYZING':
      return { name: 'looking' };
    case 'COMPLETED':
      return { name: 'done', best: bestNames(labels ?? []) };
    case 'REJECTED':
      return { name: 'ended', title: 'end.rejected', problem, retry: false };
    case 'FAILED':
      return { name: 'ended', title: 'end.failed', problem, retry: true };
    case 'EXPIRED':
      return {
        name: 'ended',
        title: 'end.expired',
        problem: problem ?? { name: 'NeverArrived', values: {}, message: '', correlationId },
        retry: false,
      };
  }
}

/** Worked out once for each list of labels, for every change of the page asks again. */
const known = new WeakMap<readonly Label[], readonly string[]>();

/** What a photo is best told by: the surest of its most specific labels. */
function bestNames(labels: readonly Label[]): readonly string[] {
  const best =
    known.get(labels) ??
    viewLabels(labels, DEFAULT_THRESHOLD)
      .specific.map(({ name }) => name)
      .slice(0, 3);
  known.set(labels, best);
  return best;
}
