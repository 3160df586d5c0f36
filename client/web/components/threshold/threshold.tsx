import { labelFloor } from '../../../../schema/limits.ts';
import type { LabelView } from '../../labels/label-view.ts';
import { useWords } from '../../words/use-words.ts';
import type { Words } from '../../words/words.ts';
import './threshold.css';

interface ThresholdProps {
  /** From the confidence that labels are stored from to 100. */
  value: number;
  onChange: (value: number) => void;
  /** What it hides. */
  view: Pick<LabelView, 'hidden' | 'hiddenPlaces'>;
}

/** More names than this are counted. */
const MOST_NAMES = 3;

/** How sure a label has to be to be shown. */
export function Threshold({ value, onChange, view }: ThresholdProps) {
  const words = useWords();
  return (
    <div class="threshold">
      <label for="threshold">{words.say('threshold.label')}</label>
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
        {hiddenWords(view, value, words)}
      </p>
    </div>
  );
}

function hiddenWords({ hidden, hiddenPlaces }: ThresholdProps['view'], value: number, words: Words): string {
  const further = hidden.length - MOST_NAMES;
  const what = [
    ...hidden.slice(0, MOST_NAMES),
    ...(further > 0 ? [words.say('threshold.more', { count: further })] : []),
    ...(hiddenPlaces > 0 ? [words.say('threshold.boxes', { count: hiddenPlaces })] : []),
  ];
  return what.length === 0
    ? words.say('threshold.nothing')
    : words.say('threshold.hidden', { value, what: words.list(what) });
}
