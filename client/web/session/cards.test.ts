import { describe, expect, it } from 'vitest';
import { announcements, cardsOf, isCancellable, stepWords } from './cards.ts';
import { en } from '../words/en.ts';
import { Words } from '../words/words.ts';
import { initialState, type Sending, type State } from './state.ts';
import { announced } from '../../api/testing.ts';

const sending = (change: Partial<Sending> = {}): Sending => ({
  key: 'k1',
  fileName: 'sheep.jpg',
  size: 1000,
  preview: 'blob:1',
  step: { name: 'checking' },
  ...change,
});

const words = new Words('en', en);

const cards = (state: Partial<State>) => cardsOf({ ...initialState, ...state });

const empty = { name: 'Empty', values: {}, message: '' };

const sheep = { name: 'Sheep', confidence: 98, parents: [], instances: [], aliases: [], categories: [] };

describe('cardsOf', () => {
  it('shows what was added here on top and nothing twice', () => {
    const analyses = [announced({ id: '01C' }), announced({ id: '01B' }), announced({ id: '01A' })];
    const shown = cards({ analyses, sendings: [sending({ key: 'k2' }), sending({ analysisId: '01A' })] });
    expect(shown.map(({ key }) => key)).toEqual(['k2', 'k1', '01C', '01B']);
  });

  it('shows a photo that was added twice once', () => {
    const sendings = [sending({ key: 'k2', analysisId: '01A' }), sending({ analysisId: '01A' })];
    expect(cards({ analyses: [announced()], sendings }).map(({ key }) => key)).toEqual(['k2']);
  });

  it('does not bring back what was deleted', () => {
    const deleted = new Set(['01A']);
    expect(cards({ analyses: [announced()], sendings: [sending({ analysisId: '01A' })], deleted })).toEqual([]);
  });

  it.each([
    [{ name: 'uploading', share: 0.419 } as const, 'AWAITING_UPLOAD', 'Uploading 41%'],
    [{ name: 'sent' } as const, 'AWAITING_UPLOAD', 'Waiting'],
    [{ name: 'uploading', share: 1 } as const, 'ANALYZING', 'Looking'],
    [{ name: 'refused', problem: empty, retry: true } as const, 'AWAITING_UPLOAD', 'Not sent'],
    [{ name: 'refused', problem: empty, retry: true } as const, 'COMPLETED', 'Done: nothing recognized'],
  ] as const)('is at the later of %j and %s', (step, status, said) => {
    const [card] = cards({ analyses: [announced({ status })], sendings: [sending({ step, analysisId: '01A' })] });
    expect(card && stepWords(card.step, words)).toBe(said);
  });

  it.each([
    ['REJECTED', 'end.rejected', false],
    ['FAILED', 'end.failed', true],
    ['EXPIRED', 'end.expired', false],
  ] as const)('ends with %s and the reason', (status, title, retry) => {
    const reason = { code: 'TOO_SMALL', message: 'The photo is too small.' } as const;
    const [card] = cards({ analyses: [announced({ status, reason })] });
    const problem = { name: 'TOO_SMALL', values: {}, message: 'The photo is too small.' };
    expect(card?.step).toEqual({ name: 'ended', title, problem, retry });
  });

  it('tells a photo that is done by its surest labels', () => {
    const labels = [sheep, { ...sheep, name: 'Grass', confidence: 99 }, { ...sheep, name: 'Wolf', confidence: 30 }];
    const [card] = cards({ analyses: [announced({ status: 'COMPLETED', labels })] });
    expect(card && stepWords(card.step, words)).toBe('Done: Grass, Sheep');
  });
});

describe('isCancellable', () => {
  it('holds while the photo is on its way from this page', () => {
    const holds = (state: Partial<State>) => cards(state).map(isCancellable);
    expect(holds({ sendings: [sending()] })).toEqual([true]);
    expect(holds({ sendings: [sending({ step: { name: 'sent' } })] })).toEqual([true]);
    expect(holds({ sendings: [sending({ step: { name: 'cancelled' } })] })).toEqual([false]);
    expect(holds({ analyses: [announced()] })).toEqual([false]);
    const looking = { analyses: [announced({ status: 'ANALYZING' })], sendings: [sending({ analysisId: '01A' })] };
    expect(holds(looking)).toEqual([false]);
  });
});

describe('announcements', () => {
  const open = cards({ analyses: [announced({ status: 'ANALYZING' })] });
  const done = cards({ analyses: [announced({ status: 'COMPLETED', labels: [sheep], version: 2 })] });

  it('tell how a photo ended, once', () => {
    expect(announcements(open, done, words)).toEqual(['sheep.jpg: Done: Sheep.']);
    expect(announcements(done, done, words)).toEqual([]);
    expect(announcements([], done, words)).toEqual([]);
  });

  it('tell what was added', () => {
    expect(announcements([], cards({ sendings: [sending(), sending({ key: 'k2' })] }), words)).toEqual([
      '2 photos added.',
    ]);
  });

  it('tell why a photo was not sent', () => {
    const refused = sending({ step: { name: 'refused', problem: empty, retry: false } });
    expect(announcements(cards({ sendings: [sending()] }), cards({ sendings: [refused] }), words)).toEqual([
      'sheep.jpg: Not sent. This file is empty.',
    ]);
  });

  it('tell of an answer that was known', () => {
    const known = cards({
      analyses: [announced({ status: 'COMPLETED', labels: [sheep] })],
      sendings: [sending({ step: { name: 'sent' }, analysisId: '01A', known: true })],
    });
    const [said] = announcements(cards({ sendings: [sending()] }), known, words);
    expect(said).toContain('You have sent this photo before.');
  });
});
