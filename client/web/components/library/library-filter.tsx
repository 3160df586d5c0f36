import { useEffect, useState } from 'preact/hooks';
import { labelIndexFloor } from '../../../../schema/limits.ts';
import type { Api } from '../../../api/api.ts';
import { everything, statuses, type Wanted } from '../../library/wanted.ts';
import { useWords } from '../../words/use-words.ts';

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
            set({ status: statuses.find((status) => status === value) ?? '' })
          }
        >
          <option value="">{words.say('library.anyStatus')}</option>
          {statuses.map((status) => (
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
      <ConfidenceField value={wanted.confidence} onChange={(confidence) => set({ confidence })} />
      <button class="button button--quiet" type="button" onClick={() => onChange(everything)}>
        {words.say('library.clear')}
      </button>
    </form>
  );
}

/** The least confidence; it is meant once the slider is let go of. */
function ConfidenceField({ value, onChange }: { value: number; onChange: (confidence: number) => void }) {
  const words = useWords();
  const [shown, show] = useState(value);
  useEffect(() => show(value), [value]);
  return (
    <label class="field">
      {words.say('library.confidence')} {shown}%
      <input
        type="range"
        min={labelIndexFloor}
        max={100}
        value={shown}
        onInput={({ currentTarget }) => show(currentTarget.valueAsNumber)}
        onChange={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
    </label>
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
