import type { Analysis } from '../../api/api.ts';
import type { AnalysisFilter, AnalysisStatus } from '../../../schema/generated/operations.ts';
import { labelIndexFloor } from '../../../schema/limits.ts';

/** What somebody looks for in the library; empty texts ask for nothing. */
export interface Wanted {
  label: string;
  status: '' | AnalysisStatus;
  /** Days (UTC), `YYYY-MM-DD`. */
  from: string;
  to: string;
  /** At least, 55 to 100. */
  confidence: number;
}

export const everything: Wanted = { label: '', status: '', from: '', to: '', confidence: labelIndexFloor };

export const statuses: readonly AnalysisStatus[] = [
  'COMPLETED',
  'ANALYZING',
  'AWAITING_UPLOAD',
  'REJECTED',
  'FAILED',
  'EXPIRED',
];

/** As the service is asked. */
export function filterOf({ label, status, from, to, confidence }: Wanted): AnalysisFilter {
  const name = label.trim();
  return {
    ...(name !== '' && { labels: { all: [name] } }),
    ...(status !== '' && { status: [status] }),
    ...(from !== '' && { from }),
    ...(to !== '' && { to }),
    ...(confidence > labelIndexFloor && { minConfidence: confidence }),
  };
}

/** Whether a photo belongs into the library that shows what is wanted, as far as a page can tell. */
export function meets({ labels, status, createdAt }: Analysis, wanted: Wanted): boolean {
  const name = wanted.label.trim().toLowerCase();
  const asksForLabels = name !== '' || wanted.confidence > labelIndexFloor;
  const isSeen = (label: NonNullable<typeof labels>[number]) =>
    label.confidence >= wanted.confidence &&
    (name === '' || [label.name, ...label.aliases].some((each) => each.toLowerCase() === name));
  const day = createdAt.slice(0, 10);
  return (
    (wanted.status === '' || wanted.status === status) &&
    (wanted.from === '' || day >= wanted.from) &&
    (wanted.to === '' || day <= wanted.to) &&
    (!asksForLabels || (labels ?? []).some(isSeen))
  );
}

/** The address of the library that shows what is wanted: it can be kept, and sent to others. */
export function libraryPath({ label, status, from, to, confidence }: Wanted): string {
  const asked = { label, status, from, to, confidence: confidence > labelIndexFloor ? String(confidence) : '' };
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));
  return query.size > 0 ? `/library?${query}` : '/library';
}

/** What an address asks for; what somebody has got wrong in it asks for nothing. */
export function wantedOf(query: Readonly<Record<string, string>>): Wanted {
  const confidence = Number(query['confidence']);
  return {
    label: query['label'] ?? '',
    status: statuses.find((status) => status === query['status']) ?? '',
    from: dayIn(query['from']),
    to: dayIn(query['to']),
    confidence:
      Number.isInteger(confidence) && confidence > labelIndexFloor && confidence <= 100 ? confidence : labelIndexFloor,
  };
}

function dayIn(value = ''): string {
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === value ? value : '';
}
