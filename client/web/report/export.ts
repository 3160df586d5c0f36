import { stringify } from 'csv-stringify/browser/esm/sync';
import type { Report } from '../../api/api.ts';

/** One row a day, with what a spreadsheet can add up. */
export function reportCsv({ days }: Pick<Report, 'days'>): string {
  const rows = days.map(({ day, totals }) => {
    const { photos, completed, rejected, failed, expired, bytes, medianMs, p95Ms, labels } = totals;
    const names = labels.map(({ name, count }) => `${name} ${count}`).join('; ');
    return { day, photos, completed, rejected, failed, expired, bytes, medianMs, p95Ms, labels: names };
  });
  const columns = [
    'day',
    'photos',
    'completed',
    'rejected',
    'failed',
    'expired',
    'bytes',
    'medianMs',
    'p95Ms',
    'labels',
  ];
  // A spreadsheet runs what begins like a formula; a label's name could.
  return stringify(rows, { header: true, columns, escape_formulas: true });
}

/** Has the browser save a text as a file. */
export function save(fileName: string, contentType: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: contentType }));
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
