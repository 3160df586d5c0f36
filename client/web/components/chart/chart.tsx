import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useWords } from '../../words/use-words.ts';
import './chart.css';

interface ChartProps {
  title: string;
  /** Heads of the table's columns. */
  columns: readonly string[];
  /** What the chart shows, in words and numbers. */
  rows: readonly (readonly string[])[];
  /** The drawing. */
  children: ComponentChildren;
}

/** A drawing with a title, and all that it shows as a table for whoever wants to read it. */
export function Chart({ title, columns, rows, children }: ChartProps) {
  const words = useWords();
  const id = useId();
  return (
    <section class="page__panel chart" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
      <details>
        <summary>
          {words.say('report.table')}
          <span class="visually-hidden">: {title}</span>
        </summary>
        <table class="table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, ...others]) => (
              <tr key={first}>
                <th scope="row">{first}</th>
                {others.map((value, index) => (
                  <td key={columns[index + 1]}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
