export interface Bar {
  name: string;
  value: number;
  /** At the end of the bar. */
  words: string;
  tone?: 'good' | 'bad';
}

/** Bars with their names, the longest as long as there is room. */
export function Bars({ bars, lang }: { bars: readonly Bar[]; lang?: string }) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <ul class="bars">
      {bars.map(({ name, value, words, tone }) => (
        <li key={name} data-tone={tone}>
          <span class="bars__name" lang={lang}>
            {name}
          </span>
          <span class="bars__value">{words}</span>
          <span class="bars__bar" style={{ width: `${(value / most) * 100}%` }} />
        </li>
      ))}
    </ul>
  );
}
