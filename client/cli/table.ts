import Table from 'cli-table3';
import type { Label } from '../api/api.ts';
import type { Result } from './result.ts';

/** A result as people read it: the file, then its labels, most confident first. */
export function describe({ file, status, reason, labels, correlationId }: Result, minConfidence: number): string {
  if (status !== 'COMPLETED') {
    const id = correlationId === null ? '' : ` (error id ${correlationId})`;
    return `${file}: ${reason?.message ?? status}${id}\n`;
  }
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
    table.push([
      name,
      `${confidence.toFixed(1)} %`,
      seen(instances, minConfidence),
      parents.join(', '),
      categories.join(', '),
    ]);
  }
  return `${file}\n${table.toString()}${below}\n`;
}

/** How often a label was seen; nothing for a label without a place, such as an ancestor. */
function seen(instances: Label['instances'], minConfidence: number): string {
  const shown = instances.filter(({ confidence }) => confidence >= minConfidence).length;
  return shown > 0 ? String(shown) : '';
}
