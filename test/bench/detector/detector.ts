import * as z from 'zod';
import { benchmark, type Outcome, type Surroundings } from '../benchmark.ts';
import { interleaved } from '../measuring.ts';
import { photosOption, photosUsage, picturesOf } from '../pictures.ts';
import type { Setting } from './messages.ts';
import { agreementOf, rowOf, section } from './section.ts';
import { Workers } from './workers.ts';

const order = z.object({
  rounds: z.coerce.number().int().min(1).max(100).default(5),
  photos: photosOption,
});

export const detector = benchmark({
  title: 'our detector beside the same networks on TensorFlow.js',
  options: `  --rounds N      how often each is measured, in turn (default 5)
${photosUsage}`,
  order,
  run,
});

export interface Arrangement extends Setting {
  processes: number;
}

/** Ours as `npm start` runs it on two cores comes first, TensorFlow.js as it runs in Node.js second. */
const arrangements: readonly Arrangement[] = [
  { engine: 'ours', processes: 1, threads: 2, lanes: 2 },
  { engine: 'tfjs', processes: 1, threads: 1, lanes: 1 },
  { engine: 'ours', processes: 1, threads: 1, lanes: 1 },
  { engine: 'ours', processes: 1, threads: 2, lanes: 1 },
  { engine: 'ours', processes: 2, threads: 1, lanes: 1 },
  { engine: 'tfjs', processes: 2, threads: 1, lanes: 1 },
];

/** One photo at a time, and enough of them that nobody waits for the next. */
const loads = [1, 4];
const photosATurn = 12;

async function run({ rounds, photos }: z.output<typeof order>, { say }: Surroundings): Promise<Outcome> {
  const pictures = await picturesOf(photos);
  const some = Array.from({ length: photosATurn }, (_, nth) => pictures[nth % pictures.length] ?? Buffer.of());
  const started: Workers[] = [];
  try {
    for (const { processes, ...setting } of arrangements) started.push(await Workers.start(processes, setting));
    say(`${rounds} rounds of ${photosATurn} photos by ${arrangements.length} arrangements ...`);
    const results = await interleaved({ rows: loads, columns: started, rounds }, (atOnce, workers) =>
      workers.take(some, atOnce),
    );
    const [alone = [], many = []] = results;
    const rows = arrangements.map((each, nth) =>
      rowOf(each, { alone: alone[nth] ?? [], many: many[nth] ?? [], base: many[1] ?? [], baseAlone: alone[1] ?? [] }),
    );
    const agreement = agreementOf(alone[0]?.[0]?.found ?? [], alone[1]?.[0]?.found ?? []);
    return { rows, table: rows, section: photos === undefined ? section(rows, { rounds, agreement }) : undefined };
  } finally {
    for (const workers of started) await workers.stop();
  }
}
