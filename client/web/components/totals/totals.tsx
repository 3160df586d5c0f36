import type { Report } from '../../../api/api.ts';
import { useWords } from '../../words/use-words.ts';
import './totals.css';

/** The numbers of some days, large. */
export function Totals({ totals }: { totals: Report['total'] }) {
  const words = useWords();
  const { photos, completed, rejected, failed, expired, bytes, medianMs } = totals;
  const numbers = [
    [words.say('report.photos'), words.number(photos)],
    [words.say('report.completed'), words.number(completed)],
    [words.say('report.failed'), words.number(rejected + failed + expired)],
    [words.say('report.size'), bytes === 0 ? words.number(0) : words.bytes(bytes)],
    [words.say('report.median'), medianMs === null ? '–' : words.say('report.seconds', { seconds: medianMs / 1000 })],
  ] as const;
  return (
    <dl class="totals">
      {numbers.map(([name, value]) => (
        <div key={name} class="page__panel totals__number">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
