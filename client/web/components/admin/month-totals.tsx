import { useEffect, useState } from 'preact/hooks';
import type { Api, Report, Usage } from '../../../api/api.ts';
import { today } from '../../report/days.ts';
import { useWords } from '../../words/use-words.ts';
import { Totals } from '../totals/totals.tsx';

/** What everybody has sent since the first of the month, and how much of it the service may still pay for. */
export function MonthTotals({ api }: { api: Pick<Api, 'overview' | 'serviceUsage'> }) {
  const words = useWords();
  const [month, setMonth] = useState<{ report: Report; usage: Usage }>();
  useEffect(() => {
    const to = today();
    // Without it the people are still there; that something fails is said by what reads them.
    Promise.all([api.overview({ from: `${to.slice(0, 8)}01`, to }), api.serviceUsage()]).then(
      ([report, usage]) => setMonth({ report, usage }),
      () => {},
    );
  }, [api]);
  if (!month) return null;
  return (
    <section aria-labelledby="month-totals">
      <h2 id="month-totals" class="admin__title">
        {words.say('admin.month')}
      </h2>
      <Totals totals={month.report.total} />
      <Ceiling usage={month.usage} />
    </section>
  );
}

function Ceiling({ usage: { used, limit, resetsAt } }: { usage: Usage }) {
  const words = useWords();
  const day = words.day(resetsAt.slice(0, 10));
  return (
    <label class="page__panel admin__ceiling">
      {words.say(used < limit ? 'admin.ceiling' : 'admin.paused', { used, limit, day })}
      <meter max={Math.max(1, limit)} high={limit * 0.8} value={used} />
    </label>
  );
}
