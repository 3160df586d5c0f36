import { markdownTable, whereAndWhen } from '../document.ts';
import { pageSize } from './questions.ts';

/** What was measured of one query, by size. */
export interface Row {
  query: string;
  /** The query as it was asked. */
  shown: string;
  paged: boolean;
  sizes: number[];
  /** Read units of the table, the median of all rounds. */
  units: number[];
  /** From the request to the parsed answer, the median. */
  latencyMs: number[];
  /** Where the middle 80 % of the latencies lie. */
  spreadMs: number[][];
  /** Largest size to smallest. */
  unitsRatio: number;
  latencyRatio: number;
}

const targets = { unitsRatio: 1, latencyRatio: 1.3, reportUnits: 30 };

/** What `npm run bench -- reports` writes into docs/performance.md. */
export function section(rows: readonly Row[], rounds: number): string {
  const sizes = rows[0]?.sizes ?? [];
  const grouped = sizes.map((size) => size.toLocaleString('en'));
  const table = markdownTable(
    [
      'query',
      ...grouped.map((size) => `units at ${size}`),
      'ratio',
      ...grouped.map((size) => `ms at ${size}`),
      'ratio',
    ],
    rows.map((row) => [
      row.query,
      ...row.units.map(String),
      String(row.unitsRatio),
      ...row.latencyMs.map((ms, i) => `${ms} (${row.spreadMs[i]?.join('–') ?? ''})`),
      String(row.latencyRatio),
    ]),
  );
  return `## Search and reports, however much is stored

\`npm run bench -- reports\`, ${whereAndWhen()}. ${rounds} rounds after one to warm up.

${table}

**How to read it.** One owner has so many analyses among 5 % more of twenty others, spread over 400 days. Each size has a
data folder and a whole local stack of its own; all run at once and are asked in turn, as their owner, over GraphQL.
*Units* are DynamoDB's read units of everything behind one answer, a page of ${pageSize} in the lists. *ms* is the time from
the request to the answer on this machine, with the links to the photos, the median and in brackets the middle 80 % of the
rounds. *Ratio* is the largest size to the smallest. What is in a photo depends on its place in the list, so that a page
holds the same at each size and only what lies around it differs. The report has the most to read that it can have: a year
that begins and ends within a month, and three days that are not rolled up. It reads months, not photos. The months of 1,000 photos are nearly empty; they fill until every day has seen every label
and every span of latency, and grow no further than a month may hold. So what is asked of months takes more at the second
size than at the first, and little or no more at the third.

**Targets.** Units of every page: ratio ${targets.unitsRatio.toFixed(1)}. Latency: ratio at most ${targets.latencyRatio}. A year's report: at most
${targets.reportUnits} units. ${verdict(rows)}

What was asked:

${rows.map(({ query, shown }) => `- ${query}: \`${shown}\``).join('\n')}`;
}

function verdict(rows: readonly Row[]): string {
  const missed = rows.flatMap(({ query, paged, units, unitsRatio, latencyRatio }) => [
    ...(paged && unitsRatio > targets.unitsRatio ? [`units of “${query}” (${unitsRatio})`] : []),
    ...(latencyRatio > targets.latencyRatio ? [`latency of “${query}” (${latencyRatio})`] : []),
    ...(query.startsWith('report') && Math.max(...units) > targets.reportUnits ? [`units of “${query}”`] : []),
  ]);
  return missed.length > 0 ? `Missed: ${missed.join(', ')}.` : 'All are met.';
}
