import { useId } from 'preact/hooks';
import './segments.css';

interface SegmentsProps<Name extends string> {
  /** What the choice is about. */
  label: string;
  options: readonly { name: Name; words: string }[];
  selected: Name;
  onSelect: (name: Name) => void;
}

/** One of a few, all in sight. */
export function Segments<Name extends string>({ label, options, selected, onSelect }: SegmentsProps<Name>) {
  const id = useId();
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{label}</legend>
      {options.map(({ name, words }) => (
        <label key={name} class="segments__option">
          <input
            class="visually-hidden"
            type="radio"
            name={id}
            checked={name === selected}
            onChange={() => onSelect(name)}
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
