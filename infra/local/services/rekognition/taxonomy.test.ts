import { describe, expect, it } from 'vitest';
import { COCO_CLASSES } from './models/coco.ts';
import { labelNamed, labelOf } from './taxonomy.ts';
import { CATEGORIES, COCO_LABELS, LABELS } from './vocabulary.ts';

const names = Object.keys(LABELS);
const labels = names.map(labelNamed);

describe('the vocabulary', () => {
  it('has a label of its own for every class that the networks know', () => {
    expect(COCO_CLASSES).toHaveLength(80);
    expect(new Set(COCO_CLASSES.map((className) => labelOf(className).name)).size).toBe(80);
  });

  it('has no label that neither a class nor the ancestor of one needs', () => {
    const used = COCO_CLASSES.map(labelOf).flatMap(({ name, parents }) => [name, ...parents]);
    expect(new Set(used)).toEqual(new Set(names));
  });

  it('gives every label one of the known categories', () => {
    for (const { category } of labels) expect(CATEGORIES).toContain(category);
    expect(new Set(CATEGORIES).size).toBe(CATEGORIES.length);
  });

  it('knows every parent, and contains no circle', () => {
    for (const { name, parents } of labels) {
      expect(names).toEqual(expect.arrayContaining([...parents]));
      expect(parents).not.toContain(name);
    }
  });

  it('lists all ancestors of a label, each once and in alphabetical order', () => {
    for (const { parents } of labels) {
      const closure = parents.flatMap((parent) => [parent, ...labelNamed(parent).parents]);
      expect(new Set(closure)).toEqual(new Set(parents));
      expect(parents).toEqual([...new Set(parents)].sort());
    }
  });

  it('has no alias that is also a label', () => {
    expect(labels.flatMap(({ aliases }) => aliases).filter((alias) => alias in LABELS)).toEqual([]);
  });

  it('says of well-known labels what Rekognition says of them', () => {
    expect(labelNamed('Dog').parents).toEqual(['Animal', 'Canine', 'Mammal', 'Pet']);
    expect(labelNamed('Cat').parents).toEqual(['Animal', 'Mammal', 'Pet']);
    expect(labelNamed('Car')).toMatchObject({ parents: ['Transportation', 'Vehicle'], aliases: ['Automobile'] });
    expect(labelNamed('Person')).toMatchObject({ parents: [], aliases: ['Human'], category: 'Person Description' });
    expect(labelNamed('Vegetable').parents).toEqual(['Food', 'Plant', 'Produce']);
    expect(labelNamed('Fire Hydrant')).toMatchObject({ parents: ['Hydrant'], category: 'Public Safety' });
    expect(labelNamed(COCO_LABELS['cell phone'])).toMatchObject({
      name: 'Mobile Phone',
      aliases: ['Cell Phone'],
      parents: ['Electronics', 'Phone'],
      category: 'Technology and Computing',
    });
  });

  it('refuses a label that it does not know', () => {
    expect(() => labelNamed('Beach')).toThrow(/"Beach"/);
  });
});
