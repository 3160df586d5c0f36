import Table from 'cli-table3';
import type { Result } from './result.ts';

/** A result as people read it: the file, then its labels, most confident first. */
export function describe({ file, status, reason, labels }: Result, minConfidence: number): string {
  if (status !== 'COMPLETED') return `${file}: ${reason?.message ?? status}\n`;
  const shown = labels.filter(({ confidence }) => confidence >= minConfidence);
  const hidden = labels.length - shown.length;
  const below = hidden > 0 ? `\n${hidden} more below ${minConfidence} %` : '';
  if (shown.length === 0) return `${file}: no labels of at least ${minConfidence} %${below}\n`;
  const table = new Table({
    head: ['Label', 'Confidence', 'Seen', 'Part of', 'Category'],
    colAligns: ['left', 'right', 'right', 'left', 'left'],
    style: { head: [], border: [] },
  });
  for (const { name, confidence, instances, parents, categories } of shown) {
    table.push([name, `${confidence.toFixed(1)} %`, instances.length || '', parents.join(', '), categories.join(', ')]);
  }
  return `${file}\n${table.toString()}${below}\n`;
}
