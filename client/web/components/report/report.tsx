import { useEffect, useState } from 'preact/hooks';
import { ApiError, networkError } from '../../../api/api-error.ts';
import type { Api, Report as ReportData } from '../../../api/api.ts';
import { problemOf } from '../../problem.ts';
import { daysBefore, today } from '../../report/days.ts';
import { reportCsv, save } from '../../report/export.ts';
import { useWords } from '../../words/use-words.ts';
import { Notice } from '../notice/notice.tsx';
import { PageMissing } from '../page-missing/page-missing.tsx';
import { Page } from '../page/page.tsx';
import { Totals } from '../totals/totals.tsx';
import { RangeForm, type Range } from './range-form.tsx';
import { ConfidenceChart, DaysChart, LabelsChart, StatesChart } from './report-charts.tsx';
import './report.css';

/** What became of the photos of some days. */
export function Report({ api }: { api: Pick<Api, 'report'> }) {
  const words = useWords();
  const [range, setRange] = useState<Range>(() => ({ from: daysBefore(today(), 29), to: today() }));
  const { report, failure, retry } = useReport(api, range);
  const name = `report-${range.from}-${range.to}`;
  return (
    <Page
      title={words.say('page.report')}
      actions={
        report && (
          <>
            <button
              class="button button--quiet"
              type="button"
              onClick={() => save(`${name}.csv`, 'text/csv', reportCsv(report))}
            >
              {words.say('report.exportCsv')}
            </button>
            <button
              class="button button--quiet"
              type="button"
              onClick={() => save(`${name}.json`, 'application/json', JSON.stringify(report, null, 2))}
            >
              {words.say('report.exportJson')}
            </button>
            <button class="button button--quiet" type="button" onClick={() => window.print()}>
              {words.say('report.print')}
            </button>
          </>
        )
      }
    >
      <RangeForm range={range} onChange={setRange} />
      <p class="report__period">
        {words.say('report.period', { from: words.longDay(range.from), to: words.longDay(range.to) })}
      </p>
      {failure && (
        <Notice kind="bad" action={{ words: words.say('action.tryAgain'), act: retry }} id={failure.correlationId}>
          {words.problem(problemOf(failure))}
        </Notice>
      )}
      {report && report.total.photos === 0 && (
        <PageMissing title={words.say('report.empty')} hint={words.say('report.emptyHint')} level={2} />
      )}
      {report && report.total.photos > 0 && (
        <>
          <Totals totals={report.total} />
          <DaysChart report={report} />
          <div class="report__charts">
            <LabelsChart report={report} />
            <StatesChart report={report} />
            <ConfidenceChart report={report} />
          </div>
        </>
      )}
    </Page>
  );
}

/** The report on a range; that of the range before until the new one is there. */
function useReport(api: Pick<Api, 'report'>, { from, to }: Range) {
  const [report, setReport] = useState<ReportData>();
  const [failure, setFailure] = useState<ApiError>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isWanted = true;
    setFailure(undefined);
    api.report({ from, to }).then(
      (read) => {
        if (isWanted) setReport(read);
      },
      (error: unknown) => {
        if (isWanted) setFailure(error instanceof ApiError ? error : networkError(error));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [api, from, to, attempt]);
  return { report, failure, retry: () => setAttempt((before) => before + 1) };
}
