import { markdownTable, whereAndWhen } from '../document.ts';
import { median, rounded } from '../measuring.ts';
import type { Arrangement } from './detector.ts';
import type { Turn } from './workers.ts';

export interface Row extends Arrangement {
  /** A photo alone, from the question to the answer. */
  msPerPhoto: number;
  /** Four at once. */
  photosPerSecond: number;
  /** Processor time to wall time under that load. */
  coresBusy: number;
  memoryMb: number;
  /** To TensorFlow.js in one process, the median of the rounds. */
  latencyRatio: number;
  throughputRatio: number;
  /** The least and the greatest of the rounds. */
  throughputSpread: [number, number];
}

interface Turns {
  /** One photo at a time. */
  alone: readonly Turn[];
  many: readonly Turn[];
  /** Of TensorFlow.js in one process. */
  base: readonly Turn[];
  baseAlone: readonly Turn[];
}

const targets = { throughputRatio: 3, coresBusy: 1.8 };

export function rowOf(arrangement: Arrangement, { alone, many, base, baseAlone }: Turns): Row {
  const perSecond = ({ wallMs, latenciesMs }: Turn) => (1000 * latenciesMs.length) / wallMs;
  const ms = ({ latenciesMs }: Turn) => median(latenciesMs);
  const inPairs = (ours: readonly Turn[], theirs: readonly Turn[], ratio: (one: Turn, other: Turn) => number) =>
    ours.flatMap((turn, round) => {
      const other = theirs[round];
      return other ? [ratio(turn, other)] : [];
    });
  const ratios = inPairs(many, base, (one, other) => perSecond(one) / perSecond(other));
  return {
    ...arrangement,
    msPerPhoto: rounded(median(alone.map(ms)), 1),
    photosPerSecond: rounded(median(many.map(perSecond)), 1),
    coresBusy: rounded(median(many.map(({ cpuMs, wallMs }) => cpuMs / wallMs)), 2),
    memoryMb: rounded(median(many.map(({ residentMb }) => residentMb)), 0),
    latencyRatio: rounded(median(inPairs(alone, baseAlone, (one, other) => ms(other) / ms(one))), 2),
    throughputRatio: rounded(median(ratios), 2),
    throughputSpread: [rounded(Math.min(...ratios), 2), rounded(Math.max(...ratios), 2)],
  };
}

/** In how many photos both found the same kinds of objects, as often. */
export function agreementOf(ours: readonly string[][], theirs: readonly string[][]): string {
  const alike = ours.filter((found, nth) => found.toSorted().join() === theirs[nth]?.toSorted().join());
  return `${alike.length} of ${ours.length}`;
}

const engines = { ours: 'ours', tfjs: 'TensorFlow.js' };

/** What `npm run bench -- detector` writes into docs/performance.md. */
export function section(rows: readonly Row[], { rounds, agreement }: { rounds: number; agreement: string }): string {
  const [ours] = rows;
  const missed = [
    ...(ours && ours.throughputRatio < targets.throughputRatio ? [`photos a second (${ours.throughputRatio})`] : []),
    ...(ours && ours.coresBusy < targets.coresBusy ? [`both cores busy (${ours.coresBusy})`] : []),
  ];
  return `## The detector

\`npm run bench -- detector\`, ${whereAndWhen()}. ${rounds} rounds after one to warm up, of photos of 640 to 1,024 pixels.

${markdownTable(
  [
    'runtime',
    'processes',
    'threads each',
    'photos each at once',
    'ms a photo',
    'photos/s',
    'ratio of ms',
    'ratio of photos/s',
    'cores busy',
    'memory, MB',
  ],
  rows.map((row) => [
    engines[row.engine],
    String(row.processes),
    String(row.threads),
    String(row.lanes),
    String(row.msPerPhoto),
    String(row.photosPerSecond),
    String(row.latencyRatio),
    `${row.throughputRatio} (${row.throughputSpread.join('–')})`,
    String(row.coresBusy),
    String(row.memoryMb),
  ]),
)}

**How to read it.** Both run the same two networks from the same files, between the same code that decodes a photo, scales it
and fuses what was seen: in ONNX Runtime after a conversion in memory, or in TensorFlow.js on WebAssembly, which has one
thread in Node.js. Each arrangement has processes of its own, and all are asked in turn. _ms a photo_ is with one photo at a
time, the rest with four. Ratios are to TensorFlow.js in one process, higher is better; in brackets the least and the
greatest of the rounds. _Cores busy_ is processor time to time. Both runtimes found the same in ${agreement} photos.

The first line is how \`npm start\` runs on two cores. Processes and not threads scale it: the runtime aborts the whole
process when a thread is ended in the middle of its work.

**Targets.** At least ${targets.throughputRatio} times TensorFlow.js, both cores busy under load (at least ${targets.coresBusy}). ${
    missed.length > 0 ? `Missed: ${missed.join(', ')}.` : 'Both are met.'
  } Two processes
with one thread each keep both cores busier and look at more photos, but hold the networks twice and take a fourth longer
for one photo; and on the path of a photo the other core is not free, the functions and the thumbnails have it. More photos
at once in a process (three) changed nothing: the runtime takes one at a time.`;
}
