import { useEffect, useState } from 'preact/hooks';
import type { AnalysisFilter, AnalysisStatus } from '../../../../schema/generated/operations.ts';
import { labelIndexFloor } from '../../../../schema/limits.ts';
import type { Api } from '../../../api/api.ts';
import { useWords } from '../../words/use-words.ts';

/** What somebody looks for; empty texts ask for nothing. */
export interface Wanted {
  label: string;
  status: '' | AnalysisStatus;
  from: string;
  to: string;
  confidence: number;
}

export const everything: Wanted = { label: '', status: '', from: '', to: '', confidence: labelIndexFloor };

const STATUSES: readonly AnalysisStatus[] = [
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

interface LibraryFilterProps {
  wanted: Wanted;
  onChange: (wanted: Wanted) => void;
  api: Pick<Api, 'labels'>;
}

export function LibraryFilter({ wanted, onChange, api }: LibraryFilterProps) {
  const words = useWords();
  const set = (change: Partial<Wanted>) => onChange({ ...wanted, ...change });
  return (
    <form
      class="page__panel library-filter"
      aria-label={words.say('library.filter')}
      onSubmit={(event) => event.preventDefault()}
    >
      <LabelField value={wanted.label} onChange={(label) => set({ label })} api={api} />
      <label class="field">
        {words.say('library.status')}
        <select
          value={wanted.status}
          onChange={({ currentTarget: { value } }) =>
            set({ status: STATUSES.find((status) => status === value) ?? '' })
          }
        >
          <option value="">{words.say('library.anyStatus')}</option>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {words.say(`status.${status}`)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        {words.say('library.from')}
        <input type="date" value={wanted.from} onChange={({ currentTarget: { value } }) => set({ from: value })} />
      </label>
      <label class="field">
        {words.say('library.to')}
        <input type="date" value={wanted.to} onChange={({ currentTarget: { value } }) => set({ to: value })} />
      </label>
      <label class="field">
        {words.say('library.confidence')} {wanted.confidence}%
        <input
          type="range"
          min={labelIndexFloor}
          max={100}
          value={wanted.confidence}
          onChange={({ currentTarget }) => set({ confidence: currentTarget.valueAsNumber })}
        />
      </label>
      <button class="button button--quiet" type="button" onClick={() => onChange(everything)}>
        {words.say('library.clear')}
      </button>
    </form>
  );
}

interface LabelFieldProps {
  value: string;
  onChange: (label: string) => void;
  api: Pick<Api, 'labels'>;
}

/** A label's name, completed from those that the photos have. */
function LabelField({ value, onChange, api }: LabelFieldProps) {
  const words = useWords();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const names = useNames(api, typed);
  return (
    <label class="field">
      {words.say('library.label')}
      <input
        list="library-labels"
        autocomplete="off"
        value={typed}
        onInput={({ currentTarget }) => {
          setTyped(currentTarget.value);
          // What was chosen from the list, or emptied, is meant; what is being typed is not yet.
          if (currentTarget.value === '' || names.includes(currentTarget.value)) onChange(currentTarget.value);
        }}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <datalist id="library-labels">
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </label>
  );
}

/** Names of labels that begin with what is typed. */
function useNames(api: Pick<Api, 'labels'>, typed: string): readonly string[] {
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    let isWanted = true;
    const take = (found: readonly { name: string }[]) => {
      if (isWanted) setNames(found.map(({ name }) => name));
    };
    // Completion is a courtesy: without it the name can still be typed.
    api.labels({ ...(typed.trim() !== '' && { prefix: typed.trim() }), limit: 12 }).then(take, () => {});
    return () => {
      isWanted = false;
    };
  }, [api, typed]);
  return names;
}
