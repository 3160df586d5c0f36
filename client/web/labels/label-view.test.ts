import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Label } from '../../api/api.ts';
import { byCategory, kindsOf, percent, viewLabels } from './label-view.ts';

const instance = (confidence: number, side: number) => ({
  confidence,
  box: { left: 0.1, top: 0.1, width: side, height: side },
});

function label(name: string, confidence: number, parents: string[] = [], instances: Label['instances'] = []): Label {
  return { name, confidence, parents, instances, aliases: [], categories: [] };
}

const meadow = [
  label('Animal', 99),
  label('Sheep', 98, ['Mammal', 'Animal'], [instance(98, 0.3), instance(91, 0.2), instance(40, 0.1)]),
  label('Mammal', 98, ['Animal']),
  label('Dog', 57, ['Animal', 'Mammal'], [instance(57, 0.25)]),
  label('Grass', 90),
  label('Wolf', 30, ['Animal', 'Mammal'], [instance(30, 0.9)]),
];

describe('viewLabels', () => {
  it('puts what others are kinds of below them', () => {
    const { specific, broader } = viewLabels(meadow, 55);
    expect(specific.map(({ name }) => name)).toEqual(['Sheep', 'Grass', 'Dog']);
    expect(broader.map(({ name }) => name)).toEqual(['Animal', 'Mammal']);
  });

  it('shows ancestors from the broadest on', () => {
    expect(viewLabels(meadow, 55).specific[0]?.trail).toEqual(['Animal', 'Mammal']);
  });

  it('tells the instances that the threshold lets through, the surest first', () => {
    expect(viewLabels(meadow, 55).specific[0]?.places.map(({ confidence }) => confidence)).toEqual([98, 91]);
    expect(viewLabels(meadow, 0).specific[0]?.places).toHaveLength(3);
    expect(viewLabels(meadow, 95).specific[0]?.places).toHaveLength(1);
  });

  it('tells labels with a place, their own or that of a kind, from those without', () => {
    const { specific, broader } = viewLabels(meadow, 55);
    const placed = [...specific, ...broader].filter((row) => row.placed).map(({ name }) => name);
    expect(placed).toEqual(['Sheep', 'Dog', 'Animal', 'Mammal']);
  });

  it('has the smallest place last, where it lies on top', () => {
    const widths = viewLabels(meadow, 0).places.map(({ box }) => box.width);
    expect(widths).toEqual([0.9, 0.3, 0.25, 0.2, 0.1]);
  });

  it('shows or hides every label, and never one below the threshold', () => {
    const names = ['A', 'B', 'C', 'D', 'E'];
    const labels = fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...names),
        confidence: fc.double({ min: 0, max: 100, noNaN: true }),
        parents: fc.subarray(names),
      }),
      { selector: ({ name }) => name },
    );
    fc.assert(
      fc.property(labels, fc.integer({ min: 0, max: 100 }), (some, threshold) => {
        const all = some.map(({ name, confidence, parents }) => label(name, confidence, parents));
        const { specific, broader, hidden } = viewLabels(all, threshold);
        const rows = [...specific, ...broader];
        expect(rows.length + hidden.length).toBe(all.length);
        expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
        expect(rows.every(({ confidence }) => confidence >= threshold)).toBe(true);
      }),
    );
  });
});

describe('what the threshold hides', () => {
  it('is told by name, and counted where it is places of labels that stay', () => {
    expect(viewLabels(meadow, 55)).toMatchObject({ hidden: ['Wolf'], hiddenPlaces: 1 });
    expect(viewLabels(meadow, 95)).toMatchObject({ hidden: ['Grass', 'Dog', 'Wolf'], hiddenPlaces: 2 });
    expect(viewLabels(meadow, 0)).toMatchObject({ hidden: [], hiddenPlaces: 0 });
  });
});

describe('byCategory', () => {
  it('has each row under all its categories, and those without last or where their surest is', () => {
    const labels = [
      { ...label('Sheep', 98), categories: ['Animals and Pets', 'Farm'] },
      label('Blur', 70),
      { ...label('Dog', 60), categories: ['Animals and Pets'] },
    ];
    const groups = byCategory(viewLabels(labels, 0).specific);
    expect(groups.map(({ category, rows }) => [category, ...rows.map(({ name }) => name)])).toEqual([
      ['Animals and Pets', 'Sheep', 'Dog'],
      ['Farm', 'Sheep'],
      [undefined, 'Blur'],
    ]);
  });
});

describe('kindsOf', () => {
  it('means a label and all its kinds', () => {
    expect(kindsOf(meadow, 'Mammal')).toEqual(new Set(['Mammal', 'Sheep', 'Dog', 'Wolf']));
    expect(kindsOf(meadow, 'Dog')).toEqual(new Set(['Dog']));
  });
});

describe('percent', () => {
  it.each([
    [98.7, '99%'],
    [99.96, '99%'],
    [100, '100%'],
    [55.4, '55%'],
  ])('of %d is %s', (confidence, expected) => {
    expect(percent(confidence)).toBe(expected);
  });
});
