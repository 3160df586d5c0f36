import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { services } from '../../../infra/local/services/registry.ts';
import { Stack } from '../../support/stack.ts';
import { benchmark, type Outcome, type Surroundings } from '../benchmark.ts';
import { interleaved } from '../measuring.ts';
import { photosOption, photosUsage, picturesOf } from '../pictures.ts';
import { detectorAlone, WholePath, type Path } from './paths.ts';
import { pictureOf } from './picture.ts';
import { rowOf, type Turn } from './rows.ts';
import { section } from './section.ts';
import { overheard, type Span } from './spans.ts';
import { traceOf, type Trace } from './trace.ts';

const order = z.object({
  rounds: z.coerce.number().int().min(1).max(50).default(7),
  count: z.coerce.number().int().min(1).max(1000).default(48),
  photos: photosOption,
});

export const pipeline = benchmark({
  title: 'what the path of a photo adds to the detector',
  options: `  --rounds N      how often the two are compared (default 7)
  --count N       photos a round, eight at once; half of them one by one (default 48)
${photosUsage}`,
  order,
  run,
});

const concurrencies = [1, 8];
/** How many photos are traced at most; the one whose latency is the median is shown. */
const mostTraced = 11;
/** After which nothing goes on any more of a photo whose labels are there. */
const restMs = 300;

async function run(
  { rounds, count, photos }: z.output<typeof order>,
  { assemblyDir, say }: Surroundings,
): Promise<Outcome> {
  const pictures = await picturesOf(photos);
  const spans: Span[] = [];
  const stack = await Stack.start({
    assemblyDir,
    delivery: { duplicates: 0, maxDelayMs: 0, seed: 1 },
    services: overheard(services, (span) => spans.push(span)),
  });
  const whole = new WholePath(stack, pictures);
  try {
    const detector = await detectorAlone(stack, pictures);
    const turn = async (concurrency: number, path: Path): Promise<Turn> => {
      spans.length = 0;
      const size = concurrency === 1 ? Math.ceil(count / 2) : count;
      const measured = await taken(path, { concurrency, count: size, pictures: pictures.length });
      await setTimeout(restMs);
      return measured;
    };
    say(`${rounds} rounds of ${count} photos each way ...`);
    const columns = [detector, whole.take];
    const results = await interleaved({ rows: concurrencies, columns, rounds }, turn);
    const measured = concurrencies.map((concurrency, nth) =>
      rowOf(concurrency, results[nth]?.[0] ?? [], results[nth]?.[1] ?? []),
    );
    const trace = await medianTrace(whole.take, spans, {
      count: Math.min(mostTraced, count),
      pictures: pictures.length,
    });
    return {
      rows: measured.map(({ concurrency, overheadMsP50, overheadMsP99, latencyRatio, throughputRatio }) => {
        return { concurrency, overheadMsP50, overheadMsP99, latencyRatio, throughputRatio };
      }),
      table: measured,
      section: photos === undefined ? section(measured, { rounds, count, trace }) : undefined,
      pictures: { 'pipeline.svg': pictureOf(trace) },
    };
  } finally {
    whole.close();
    await stack.stop();
  }
}

/** Takes photos, so many at once. */
async function taken(
  path: Path,
  { concurrency, count, pictures }: { concurrency: number; count: number; pictures: number },
): Promise<Turn> {
  const latenciesMs: number[] = [];
  let next = 0;
  const work = async () => {
    while (next < count) {
      const nth = next;
      next += 1;
      const { began, ended } = await path(nth % pictures);
      latenciesMs[nth] = ended - began;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, work));
  return { wallMs: performance.now() - began, latenciesMs };
}

/** Of some photos, one by one with a rest between them, the trace of the one that took the median. */
async function medianTrace(
  path: Path,
  spans: Span[],
  { count, pictures }: { count: number; pictures: number },
): Promise<Trace> {
  const found: { took: number; trace: Trace }[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    spans.length = 0;
    const trip = await path(nth % pictures);
    found.push({ took: trip.ended - trip.began, trace: traceOf(trip, spans) });
    await setTimeout(restMs);
  }
  found.sort((a, b) => a.took - b.took);
  const middle = found[Math.floor(count / 2)];
  if (!middle) throw new Error('Nothing was traced.');
  return middle.trace;
}
