import { daysBefore, daysBetween, today } from '../../report/days.ts';
import { useWords } from '../../words/use-words.ts';
import { Segments } from '../segments/segments.tsx';

/** Days (UTC), both included. */
export interface Range {
  from: string;
  to: string;
}

const LENGTHS = [7, 30, 90, 365] as const;
/** The service reports on no more. */
const MOST_DAYS = 366;

export function RangeForm({ range, onChange }: { range: Range; onChange: (range: Range) => void }) {
  const words = useWords();
  const length = range.to === today() ? daysBetween(range.from, range.to).length : 0;
  const set = (change: Partial<Range>) => {
    const wanted = { ...range, ...change };
    const days = daysBetween(wanted.from, wanted.to).length;
    if (days > 0 && days <= MOST_DAYS) onChange(wanted);
    // The end that was given holds; the other follows it.
    else if (change.from) onChange({ from: change.from, to: change.from });
    else if (change.to) onChange({ from: change.to, to: change.to });
  };
  return (
    <form class="report__range" aria-label={words.say('report.range')} onSubmit={(event) => event.preventDefault()}>
      <Segments
        label={words.say('report.range')}
        options={LENGTHS.map((days) => ({ name: String(days), words: words.say('report.last', { days }) }))}
        selected={String(length)}
        onSelect={(days) => onChange({ from: daysBefore(today(), Number(days) - 1), to: today() })}
      />
      <label class="field">
        {words.say('library.from')}
        <input type="date" value={range.from} onChange={({ currentTarget }) => set({ from: currentTarget.value })} />
      </label>
      <label class="field">
        {words.say('library.to')}
        <input type="date" value={range.to} onChange={({ currentTarget }) => set({ to: currentTarget.value })} />
      </label>
    </form>
  );
}
