import { useEffect, useState } from 'preact/hooks';
import type { Api, Report } from '../../../api/api.ts';
import { today } from '../../report/days.ts';
import { useWords } from '../../words/use-words.ts';
import { Totals } from '../totals/totals.tsx';

/** What everybody has sent since the first of the month, by which the service's ceiling goes. */
export function MonthTotals({ api }: { api: Pick<Api, 'overview'> }) {
  const words = useWords();
  const [report, setReport] = useState<Report>();
  useEffect(() => {
    const to = today();
    // Without it the people are still there; that something fails is said by what reads them.
    api.overview({ from: `${to.slice(0, 8)}01`, to }).then(setReport, () => {});
  }, [api]);
  if (!report) return null;
  return (
    <section aria-labelledby="month-totals">
      <h2 id="month-totals" class="admin__title">
        {words.say('admin.month')}
      </h2>
      <Totals totals={report.total} />
    </section>
  );
}
