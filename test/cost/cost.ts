/** `npm run cost`: prices a metered run of the stack on this machine, and writes the table of the README. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { synthesize } from '../../infra/local/synthesis.ts';
import { priceList } from '../../infra/list-prices.ts';
import { metricUnits } from '../../schema/metrics.ts';
import { writeSection } from '../bench/document.ts';
import { templateOf } from '../infra/template.ts';
import { monthOf } from './month.ts';
import { measure } from './measure.ts';
import { costDocument, costSection, dollars } from './section.ts';

const root = path.resolve(import.meta.dirname, '../..');
const megabyte = 1_000_000;

const usage = `Usage: npm run cost [-- options]
  --json  prints one JSON object, {overheadPerThousand, rows: [...], cases: [...], month}, and nothing else on stdout`;

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, help: { type: 'boolean' } } });
if (values.help) console.log(usage);
else await cost(values.json);

async function cost(json: boolean): Promise<void> {
  const say = (line: string) => console.error(line);
  const { signal } = new AbortController();
  const assemblyDir = await synthesize({ root, signal, onStart: () => say('Synthesizing the stack ...') });
  const { cases, idleMonth } = await measure({
    ...{ sizes: [1000, 100_000, megabyte, 10 * megabyte], repeats: [0, 0.5, 1], photos: 25, alone: 5 },
    ...{ assemblyDir, say },
  });
  const main = cases.find(({ photoBytes, repeats }) => photoBytes === megabyte && repeats === 0);
  if (!main) throw new Error('Photos of 1 MB without repeats were not measured.');
  const ownMetrics = Object.keys(metricUnits).length + 1;
  const month = monthOf(templateOf({}), idleMonth, ownMetrics);
  await writeSection(path.join(root, 'README.md'), 'cost', costSection(main, cases));
  await writeSection(path.join(root, 'docs/deploy.md'), 'cost', costDocument(main, month));
  const { overheadPerThousand, rows } = main;
  if (json) console.log(JSON.stringify({ prices: priceList, overheadPerThousand, rows, cases, month }));
  else {
    console.table(
      rows.map(({ service, usdPerThousand }) => ({ service, 'USD / 1,000 photos': dollars(usdPerThousand) })),
    );
    console.table(
      cases.map((each) => ({
        bytes: each.photoBytes,
        repeats: each.repeats,
        besides: dollars(each.overheadPerThousand),
      })),
    );
  }
}
