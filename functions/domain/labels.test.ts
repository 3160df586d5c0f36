import { describe, expect, it } from 'vitest';
import { confidenceByName } from './labels.ts';

const label = (name: string, confidence: number, aliases: string[] = []) => ({
  name,
  confidence,
  aliases,
  instances: [],
  parents: [],
  categories: [],
});

describe('confidenceByName', () => {
  it('finds a label by its name and its aliases, in any case', () => {
    expect(confidenceByName([label('Mobile Phone', 91, ['Cell Phone', 'Phone'])])).toEqual({
      'mobile phone': 91,
      'cell phone': 91,
      phone: 91,
    });
  });

  it('keeps the highest confidence when a name stands for two labels', () => {
    expect(confidenceByName([label('Phone', 60), label('Mobile Phone', 91, ['Phone'])])).toMatchObject({ phone: 91 });
  });
});
