import { markdownTable, whereAndWhen } from '../document.ts';
import type { Measured } from './rows.ts';
import { shareOf, type Trace } from './trace.ts';

const targets = { overheadMsP50: 25, throughputRatio: 0.9 };

/** What `npm run bench -- pipeline` writes into docs/performance.md. */
export function section(
  rows: readonly Measured[],
  { rounds, count, trace }: { rounds: number; count: number; trace: Trace },
): string {
  return `## The path of a photo, beside its detector

\`npm run bench -- pipeline\`, ${whereAndWhen()}. ${rounds} rounds after one to warm up, of ${Math.ceil(count / 2)} photos one by
one and ${count} photos eight at once, 640 to 1,024 pixels wide.

${markdownTable(
  [
    'at once',
    'detector, ms',
    'path, ms',
    'overhead p50, ms',
    'overhead p99, ms',
    'latency ratio',
    'detector, photos/s',
    'path, photos/s',
    'throughput ratio',
  ],
  rows.map((row) => [
    String(row.concurrency),
    String(row.detectorMs),
    String(row.pathMs),
    String(row.overheadMsP50),
    String(row.overheadMsP99),
    String(row.latencyRatio),
    String(row.detectorPerSecond),
    String(row.pathPerSecond),
    `${row.throughputRatio} (${row.throughputSpread.join('–')})`,
  ]),
)}

**How to read it.** _Detector_ is Rekognition's endpoint alone, asked as the function asks it, about photos in the bucket.
_Path_ is the same photos from \`createUploads\` to the labels in the subscriber, with every signature, policy and write to
disk on the way. Both go through the same local stack in turn, in every round, and who begins changes from round to round.
_Overhead_ is what a photo takes longer on the path than at the detector in the same round. Ratios are path to detector;
in brackets the least and the greatest of the rounds.

![A photo on its way, step by step](performance/pipeline.svg)

${markdownTable(
  ['step', 'ms', 'share'],
  trace.steps.map((step) => [step.name, (step.to - step.from).toFixed(1), `${shareOf(step, trace).toFixed(0)} %`]),
)}

**Targets.** Overhead at most ${targets.overheadMsP50} ms (p50, one by one); throughput at least ${targets.throughputRatio} of the detector's (eight at
once). ${verdict(rows)}

**Where the time goes.** Nothing on the path waits for a timer: queues, buses and functions are woken by what they wait for.
What is left is work: some twenty signed calls a photo, each signed, sent, verified, allowed and answered, and a dozen
of them flushed to disk. On two cores the detector takes both; whatever the path computes, the detector waits for. So the
throughput ratio is the detector's share of all the work, not a wait.

What a profile found and is mended: thumbnails converted colours that are sRGB already (64 ms of WebAssembly a photo, now
18), X-Ray's SDK followed every promise of a function although nothing is traced here (a fifth of its time), and
\`createUploads\` asked for the caller and the photo one after the other. What was left as it is: each flush (a photo that is
accepted survives a loss of power), each signature and policy check (they are what is emulated), and the order in which
states are written before anybody is told.`;
}

function verdict([alone, ...others]: readonly Measured[]): string {
  const many = others.at(-1);
  const missed = [
    ...(alone && alone.overheadMsP50 > targets.overheadMsP50 ? [`overhead (${alone.overheadMsP50} ms)`] : []),
    ...(many && many.throughputRatio < targets.throughputRatio ? [`throughput (${many.throughputRatio})`] : []),
  ];
  return missed.length > 0 ? `Missed: ${missed.join(', ')}.` : 'Both are met.';
}
