import { describe, expect, it } from 'vitest';
import { announcements, cardsOf, stepWords } from './cards.ts';
import type { Sending, State } from './state.ts';
import { announced } from '../../api/testing.ts';

const sending = (change: Partial<Sending> = {}): Sending => ({
  key: 'k1',
  fileName: 'sheep.jpg',
  size: 1000,
  preview: 'blob:1',
  step: { name: 'checking' },
  ...change,
});

const cards = (state: Partial<State>) => cardsOf({ analyses: [], deleted: new Set(), sendings: [], ...state });

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
    [{ name: 'refused', words: 'No', retry: true } as const, 'AWAITING_UPLOAD', 'Not sent'],
    [{ name: 'refused', words: 'No', retry: true } as const, 'COMPLETED', 'Done: nothing recognized'],
  ] as const)('is at the later of %j and %s', (step, status, words) => {
    const [card] = cards({ analyses: [announced({ status })], sendings: [sending({ step, analysisId: '01A' })] });
    expect(card && stepWords(card.step)).toBe(words);
  });

  it.each([
    ['REJECTED', 'Cannot be analyzed', false],
    ['FAILED', 'Analysis failed', true],
    ['EXPIRED', 'Never arrived', false],
  ] as const)('ends with %s in plain words', (status, title, retry) => {
    const reason = { code: 'TOO_SMALL', message: 'The photo is too small.' } as const;
    const [card] = cards({ analyses: [announced({ status, reason })] });
    expect(card?.step).toEqual({ name: 'ended', title, words: 'The photo is too small.', retry });
  });

  it('tells a photo that is done by its surest labels', () => {
    const labels = [sheep, { ...sheep, name: 'Grass', confidence: 99 }, { ...sheep, name: 'Wolf', confidence: 30 }];
    const [card] = cards({ analyses: [announced({ status: 'COMPLETED', labels })] });
    expect(card && stepWords(card.step)).toBe('Done: Grass, Sheep');
  });
});

describe('announcements', () => {
  const open = cards({ analyses: [announced({ status: 'ANALYZING' })] });
  const done = cards({ analyses: [announced({ status: 'COMPLETED', labels: [sheep], version: 2 })] });

  it('tell how a photo ended, once', () => {
    expect(announcements(open, done)).toEqual(['sheep.jpg. Done: Sheep.']);
    expect(announcements(done, done)).toEqual([]);
    expect(announcements([], done)).toEqual([]);
  });

  it('tell why a photo was not sent', () => {
    const refused = sending({ step: { name: 'refused', words: 'This is a GIF.', retry: false } });
    expect(announcements(cards({ sendings: [sending()] }), cards({ sendings: [refused] }))).toEqual([
      'sheep.jpg. Not sent. This is a GIF.',
    ]);
  });
});
