import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DetectedObject } from './fuse.ts';
import { labelsOf, type LabelAnswer } from './labels.ts';
import { COCO_CLASSES, type CocoClass } from './models/coco.ts';
import type { LabelFilters } from './request.ts';
import { labelNamed } from './taxonomy.ts';
import { CATEGORIES } from './vocabulary.ts';

const noFilters: LabelFilters = { includeLabels: [], excludeLabels: [], includeCategories: [], excludeCategories: [] };
const everything = { minConfidence: 0, maxLabels: 1000, filters: noFilters };
const box = { left: 0.25, top: 0.5, right: 0.75, bottom: 0.625 };
const seen = (className: CocoClass, confidence: number): DetectedObject => ({ className, confidence, box });
const names = (labels: LabelAnswer[]) => labels.map(({ Name }) => Name);
const filtered = (objects: DetectedObject[], filters: Partial<LabelFilters>) =>
  names(labelsOf(objects, { ...everything, filters: { ...noFilters, ...filters } }));

const objects = fc.array(
  fc.record({
    className: fc.constantFrom(...COCO_CLASSES),
    confidence: fc.double({ min: 0.01, max: 100, noNaN: true }),
    box: fc.constant(box),
  }),
  { maxLength: 20 },
);

describe('labelsOf', () => {
  it('answers an object with its label, one instance, and a label for each ancestor', () => {
    const category = { Categories: [{ Name: 'Vehicles and Automotive' }] };
    expect(labelsOf([seen('car', 87.5)], everything)).toEqual([
      {
        Name: 'Car',
        Confidence: 87.5,
        Instances: [{ BoundingBox: { Width: 0.5, Height: 0.125, Left: 0.25, Top: 0.5 }, Confidence: 87.5 }],
        Parents: [{ Name: 'Transportation' }, { Name: 'Vehicle' }],
        Aliases: [{ Name: 'Automobile' }],
        ...category,
      },
      { Name: 'Transportation', Confidence: 87.5, Instances: [], Parents: [], Aliases: [], ...category },
      {
        Name: 'Vehicle',
        Confidence: 87.5,
        Instances: [],
        Parents: [{ Name: 'Transportation' }],
        Aliases: [],
        ...category,
      },
    ]);
  });

  it('gives an object its own instances even where its label is also the ancestor of another', () => {
    const labels = labelsOf([seen('microwave', 90), seen('oven', 60)], everything);
    const oven = labels.find(({ Name }) => Name === 'Oven');
    expect(oven?.Confidence).toBe(90);
    expect(oven?.Instances.map(({ Confidence }) => Confidence)).toEqual([60]);
  });

  it('leaves out labels and instances below the minimum, and keeps those at it', () => {
    const labels = labelsOf([seen('dog', 80), seen('dog', 54.5), seen('cat', 54.5), seen('dog', 55)], {
      ...everything,
      minConfidence: 55,
    });
    expect(names(labels)).toEqual(['Animal', 'Canine', 'Dog', 'Mammal', 'Pet']);
    expect(labels[2]?.Instances.map(({ Confidence }) => Confidence)).toEqual([80, 55]);
  });

  it('answers no more labels than asked for, the most certain ones', () => {
    const labels = labelsOf([seen('person', 99), seen('chair', 70)], { ...everything, maxLabels: 2 });
    expect(names(labels)).toEqual(['Person', 'Chair']);
    expect(labelsOf([seen('person', 99)], { ...everything, maxLabels: 0 })).toEqual([]);
  });

  it('filters by the names of labels: an ancestor included does not bring its descendants', () => {
    const scene = [seen('car', 90), seen('dog', 80)];
    expect(filtered(scene, { includeLabels: ['Vehicle', 'Dog'] })).toEqual(['Vehicle', 'Dog']);
    expect(filtered(scene, { excludeLabels: ['Animal', 'Canine', 'Mammal', 'Pet'] })).toEqual([
      'Car',
      'Transportation',
      'Vehicle',
      'Dog',
    ]);
    expect(filtered(scene, { includeLabels: ['Beach'] })).toEqual([]);
  });

  it('filters by category, joins inclusions, and lets exclusions win', () => {
    const scene = [seen('car', 90), seen('dog', 80)];
    expect(filtered(scene, { includeCategories: ['Animals and Pets'], includeLabels: ['Car'] })).toEqual([
      'Car',
      'Animal',
      'Canine',
      'Dog',
      'Mammal',
      'Pet',
    ]);
    expect(filtered(scene, { includeCategories: ['Animals and Pets'], excludeLabels: ['Pet'] })).toEqual([
      'Animal',
      'Canine',
      'Dog',
      'Mammal',
    ]);
    expect(filtered(scene, { includeLabels: ['Dog'], excludeCategories: ['Animals and Pets'] })).toEqual([]);
  });

  it('always answers every ancestor, at least as certain as its descendants, in falling order', () => {
    fc.assert(
      fc.property(objects, (detected) => {
        const labels = labelsOf(detected, everything);
        const byName = new Map(labels.map((label) => [label.Name, label]));
        expect(byName.size).toBe(labels.length);
        for (const { Name, Confidence, Parents, Instances } of labels) {
          for (const parent of Parents) expect(byName.get(parent.Name)?.Confidence).toBeGreaterThanOrEqual(Confidence);
          for (const instance of Instances) expect(instance.Confidence).toBeLessThanOrEqual(Confidence);
          expect(Parents.map((parent) => parent.Name)).toEqual(labelNamed(Name).parents);
        }
        const order = labels.map(({ Confidence }) => Confidence);
        expect(order).toEqual([...order].sort((a, b) => b - a));
        expect(labels.flatMap(({ Instances }) => Instances)).toHaveLength(detected.length);
      }),
    );
  });

  it('splits what it answers without filters between a filter and its opposite', () => {
    fc.assert(
      fc.property(objects, fc.subarray([...CATEGORIES]), (detected, chosen) => {
        fc.pre(chosen.length > 0);
        const included = filtered(detected, { includeCategories: chosen });
        const excluded = filtered(detected, { excludeCategories: chosen });
        expect([...included, ...excluded].sort()).toEqual(names(labelsOf(detected, everything)).sort());
      }),
    );
  });
});
