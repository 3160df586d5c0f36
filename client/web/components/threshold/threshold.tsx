import { labelFloor } from '../../../../schema/limits.ts';
import './threshold.css';

interface ThresholdProps {
  /** From the confidence that labels are stored from to 100. */
  value: number;
  onChange: (value: number) => void;
  /** How many labels it hides. */
  hidden: number;
}

/** How sure a label has to be to be shown. */
export function Threshold({ value, onChange, hidden }: ThresholdProps) {
  return (
    <div class="threshold">
      <label for="threshold">Confidence of at least</label>
      <span class="threshold__value" aria-hidden="true">
        {value}%
      </span>
      <input
        id="threshold"
        type="range"
        min={labelFloor}
        max={100}
        value={value}
        aria-valuetext={`${value}%`}
        aria-describedby="threshold-hidden"
        onInput={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
      <p id="threshold-hidden" class="threshold__hidden">
        {hiddenWords(hidden, value)}
      </p>
    </div>
  );
}

function hiddenWords(hidden: number, value: number): string {
  if (hidden === 0) return 'No label is hidden.';
  return hidden === 1 ? `1 label below ${value}% is hidden.` : `${hidden} labels below ${value}% are hidden.`;
}
