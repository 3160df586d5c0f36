import type { Analysis, Label } from '../../api/api.ts';
import { DEFAULT_THRESHOLD, viewLabels } from '../labels/label-view.ts';
import type { Sending, State } from './state.ts';

/** Where a photo is on its way, as people are told. */
export type Step =
  | { name: 'checking' }
  | { name: 'uploading'; share: number }
  | { name: 'waiting' }
  | { name: 'looking' }
  | { name: 'done'; best: readonly string[] }
  | { name: 'ended'; title: string; words: string; retry: boolean };

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
export function cardsOf({ analyses, deleted, sendings }: Pick<State, 'analyses' | 'deleted' | 'sendings'>): Card[] {
  const byId = new Map(analyses.map((analysis) => [analysis.id, analysis]));
  const shown = new Set(deleted);
  const added = sendings.flatMap((sending): Card[] => {
    const { key, fileName, size, analysisId } = sending;
    if (analysisId === undefined) return [{ key, fileName, size, sending, step: sendingStep(sending) }];
    // The same photo twice is one analysis.
    if (shown.has(analysisId)) return [];
    shown.add(analysisId);
    const analysis = byId.get(analysisId);
    const step = analysis ? jointStep(sending, analysis) : sendingStep(sending);
    return [{ key, fileName, size, sending, step, ...(analysis && { analysis }) }];
  });
  const others = analyses
    .filter(({ id }) => !shown.has(id))
    .map((analysis) => ({ ...analysis, key: analysis.id, analysis, step: analysisStep(analysis) }))
    .map(({ key, fileName, size, analysis, step }): Card => ({ key, fileName, size, analysis, step }));
  return [...added, ...others];
}

/** What to tell somebody who does not see the page: how each photo ended that had not ended before. */
export function announcements(before: readonly Card[], after: readonly Card[]): string[] {
  const open = new Set(before.filter(({ step }) => !isEnd(step)).map(({ key }) => key));
  return after
    .filter(({ key, step }) => open.has(key) && isEnd(step))
    .map(({ fileName, step }) => `${fileName}. ${stepWords(step)}. ${step.name === 'ended' ? step.words : ''}`.trim());
}

/** A step in a few words. */
export function stepWords(step: Step): string {
  switch (step.name) {
    case 'checking':
      return 'Checking';
    case 'uploading':
      return `Uploading ${Math.floor(step.share * 100)}%`;
    case 'waiting':
      return 'Waiting';
    case 'looking':
      return 'Looking';
    case 'done':
      return step.best.length > 0 ? `Done: ${step.best.join(', ')}` : 'Done: nothing recognized';
    case 'ended':
      return step.title;
  }
}

function isEnd({ name }: Step): boolean {
  return name === 'done' || name === 'ended';
}

function jointStep(sending: Sending, analysis: Analysis): Step {
  // Until the photo is there the page knows more than the service.
  return analysis.status === 'AWAITING_UPLOAD' ? sendingStep(sending) : analysisStep(analysis);
}

function sendingStep({ step }: Sending): Step {
  switch (step.name) {
    case 'sent':
      return { name: 'waiting' };
    case 'refused':
      return { name: 'ended', title: 'Not sent', words: step.words, retry: step.retry };
    default:
      return step;
  }
}

function analysisStep({ status, reason, labels }: Analysis): Step {
  const words = reason?.message ?? '';
  switch (status) {
    case 'AWAITING_UPLOAD':
      return { name: 'waiting' };
    case 'ANALYZING':
      return { name: 'looking' };
    case 'COMPLETED':
      return { name: 'done', best: bestNames(labels ?? []) };
    case 'REJECTED':
      return { name: 'ended', title: 'Cannot be analyzed', words, retry: false };
    case 'FAILED':
      return { name: 'ended', title: 'Analysis failed', words, retry: true };
    case 'EXPIRED':
      return {
        name: 'ended',
        title: 'Never arrived',
        words: words || 'The photo was never sent, and does not count.',
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
