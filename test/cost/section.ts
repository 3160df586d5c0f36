import { priceList, prices } from '../../infra/list-prices.ts';
import { markdownTable, whereAndWhen } from '../bench/document.ts';
import { rounded } from '../bench/measuring.ts';
import { detectionMs, namesIn, tracedShare, type Quantities } from './bill.ts';
import { keepingCost, type Case } from './measure.ts';
import type { Month } from './month.ts';

/** US dollars, to a hundredth of a cent. */
export function dollars(usd: number): string {
  return usd.toFixed(4);
}

/** Of the README: what a thousand photos cost, by service, size and repeats. */
export function costSection({ rows, overheadPerThousand }: Case, cases: readonly Case[]): string {
  const byService = rows.map(({ service, usdPerThousand, units }) => [
    service,
    dollars(usdPerThousand),
    inWords(units),
  ]);
  const sizes = [...new Set(cases.map(({ photoBytes }) => photoBytes))];
  const repeats = [...new Set(cases.map((each) => each.repeats))];
  const totalOf = (bytes: number, share: number) => {
    const found = cases.find((each) => each.photoBytes === bytes && each.repeats === share);
    return found ? dollars(found.rows.reduce((sum, { usdPerThousand }) => sum + usdPerThousand, 0)) : '';
  };
  return [
    `\`npm run cost\`, metered on this machine: ${whereAndWhen()}. List prices of ${priceList.date}, ${priceList.region}, without any`,
    'free tier, in US dollars per 1,000 photos of 1 MB that nobody has sent before:',
    '',
    markdownTable(['service', 'US dollars', 'a photo takes'], byService),
    '',
    `Everything besides DetectLabels: ${dollars(overheadPerThousand)} dollars. In all, by size and by how many were sent before:`,
    '',
    markdownTable(
      ['', ...repeats.map((share) => `${share * 100} % repeats`)],
      sizes.map((bytes) => [sizeInWords(bytes), ...repeats.map((share) => totalOf(bytes, share))]),
    ),
    '',
    'Where the prices come from, what a month costs in which nobody comes, and what dominates:',
    '[docs/deploy.md](docs/deploy.md#cost).',
  ].join('\n');
}

/** Of the guide for operators: prices, their sources, and what a month costs anyway. */
export function costDocument({ names }: Case, { units, usd }: Month): string {
  const priceRows = Object.values(prices).map(({ service, unit, usd: each, source }) => [
    service,
    unit,
    inFull(each),
    source.replace('https://', ''),
  ]);
  return [
    `List prices as of ${priceList.date}, ${priceList.region}, without any free tier, looked up and not fetched: check them.`,
    '',
    markdownTable(['service', 'unit', 'US dollars', 'source'], priceRows),
    '',
    `A month in which nobody comes: ${usd.toFixed(2)} dollars (${inWords(units)}). A thousand photos of 1 MB cost`,
    `${dollars(keepingCost(1_000_000))} dollars a month to keep.`,
    '',
    `**How it is counted.** Somebody opens the page, drops 25 photos and watches until all have their labels; the page's own`,
    'code does it, against the synthesized stack on one machine. The front door counts calls, bytes, capacity units and the',
    `time of functions, the sweeper's idle minutes apart. The detector here is light: the wait for DetectLabels is taken as ${detectionMs} ms,`,
    'and functions are timed alone on this machine, whose processor is not that of Lambda. Photos here are found by',
    `${rounded(names, 1)} names; each name more is two write units, 0.0013 dollars a thousand. X-Ray is taken to record`,
    `${tracedShare * 100} % of requests, its share beyond one a second.`,
  ].join('\n');
}

function sizeInWords(bytes: number): string {
  return bytes < 1_000_000 ? `${bytes / 1000} kB` : `${bytes / 1_000_000} MB`;
}

function inWords(units: Quantities): string {
  return namesIn(units)
    .filter((name) => (units[name] ?? 0) > 0)
    .map((name) => `${rounded(units[name] ?? 0, (units[name] ?? 0) < 10 ? 2 : 0)} × ${prices[name].unit}`)
    .join(', ');
}

function inFull(usd: number): string {
  return usd < 0.001 ? usd.toFixed(14).replace(/0+$/, '') : String(usd);
}
