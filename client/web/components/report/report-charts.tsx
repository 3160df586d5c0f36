import type { Report } from '../../../api/api.ts';
import { percent } from '../../labels/label-view.ts';
import { daysBetween } from '../../report/days.ts';
import { useWords } from '../../words/use-words.ts';
import { Bars } from '../chart/bars.tsx';
import { Chart } from '../chart/chart.tsx';
import { Columns } from '../chart/columns.tsx';

interface ReportProps {
  report: Report;
}

const MOST_LABELS = 10;

export function DaysChart({ report: { from, to, days, total } }: ReportProps) {
  const words = useWords();
  const photos = new Map(days.map(({ day, totals }) => [day, totals.photos]));
  const named = (day: string) => words.day(day);
  const columns = daysBetween(from, to).map((day) => ({ key: day, label: named(day), value: photos.get(day) ?? 0 }));
  const summary = words.say('report.perDaySummary', {
    count: total.photos,
    days: columns.length,
    most: Math.max(0, ...columns.map(({ value }) => value)),
  });
  return (
    <Chart
      title={words.say('report.perDay')}
      columns={[words.say('report.day'), words.say('report.photos')]}
      rows={days.map(({ day, totals }) => [named(day), words.number(totals.photos)])}
    >
      <Columns summary={summary} columns={columns} />
    </Chart>
  );
}

export function LabelsChart({ report: { total } }: ReportProps) {
  const words = useWords();
  const bars = total.labels.slice(0, MOST_LABELS).map(({ name, count }) => ({
    name,
    value: count,
    words: words.number(count),
  }));
  return (
    <Chart
      title={words.say('report.labels')}
      columns={[words.say('report.label'), words.say('report.count'), words.say('report.meanConfidence')]}
      rows={total.labels.map(({ name, count, meanConfidence }) => [name, words.number(count), percent(meanConfidence)])}
    >
      <Bars bars={bars} lang="en" />
    </Chart>
  );
}

export function StatesChart({ report: { total } }: ReportProps) {
  const words = useWords();
  const bars = [
    { name: words.say('status.COMPLETED'), value: total.completed, tone: 'good' as const },
    { name: words.say('status.REJECTED'), value: total.rejected, tone: 'bad' as const },
    { name: words.say('status.FAILED'), value: total.failed, tone: 'bad' as const },
    { name: words.say('status.EXPIRED'), value: total.expired, tone: 'bad' as const },
  ].map((bar) => ({ ...bar, words: words.number(bar.value) }));
  return (
    <Chart
      title={words.say('report.states')}
      columns={[words.say('report.state'), words.say('report.photos')]}
      rows={bars.map((bar) => [bar.name, bar.words])}
    >
      <Bars bars={bars} />
    </Chart>
  );
}

export function ConfidenceChart({ report: { confidences } }: ReportProps) {
  const words = useWords();
  const bars = confidences.map(({ from, to, count }) => ({
    name: words.say('report.bandRange', { from, to }),
    value: count,
    words: words.number(count),
  }));
  return (
    <Chart
      title={words.say('report.confidence')}
      columns={[words.say('report.band'), words.say('report.seen')]}
      rows={bars.map((bar) => [bar.name, bar.words])}
    >
      <Bars bars={bars} />
    </Chart>
  );
}
