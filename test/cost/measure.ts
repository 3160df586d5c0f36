import { overheadOf, priceOf, rowsOf, sumOf, times, unitsOf, type Quantities, type Row } from './bill.ts';
import { isSweep, MeteredStack, runTimesOf, type Heard, type RunTimes, type Visit } from './metered-stack.ts';
import { photoOfSize } from './photo-of-size.ts';

export interface Order {
  /** Bytes of a photo. */
  sizes: readonly number[];
  /** Shares of photos that their owner has sent before, 0 to 1. */
  repeats: readonly number[];
  /** Photos that somebody drops at once. */
  photos: number;
  /** Photos that are timed alone. */
  alone: number;
  assemblyDir?: string;
  say: (line: string) => void;
}

/** What photos of one kind cost. */
export interface Case {
  photoBytes: number;
  repeats: number;
  names: number;
  overheadPerThousand: number;
  rows: Row[];
}

export interface Measured {
  cases: Case[];
  /** What a month costs in which nobody comes, as far as it can be metered: the sweeper. */
  idleMonth: Quantities;
}

const minutesOfMonth = 30 * 24 * 60;
const idleMinutes = 10;

/** Has people visit a metered stack, and prices what the meters tell. */
export async function measure({ assemblyDir, say, ...order }: Order): Promise<Measured> {
  const stack = await MeteredStack.start(assemblyDir);
  try {
    // The first photo of all waits for the detector to be loaded.
    await stack.visit([await photoOfSize(100_000)]);
    say('How long functions run for a photo that is alone …');
    const alone: Heard[] = [];
    await stack.withAwsDetector(async () => {
      for (let i = 0; i < order.alone; i += 1) alone.push((await stack.visit([await photoOfSize(1_000_000)])).heard);
    });
    const runTimes = runTimesOf(alone);
    const idle = await stack.idle(idleMinutes);
    const sweep = times(unitsIn(idle.filter(isSweep), runTimes), 1 / idle.filter(isSweepRun).length);
    const cases: Case[] = [];
    for (const photoBytes of order.sizes) {
      for (const repeats of order.repeats) {
        say(`Photos of ${photoBytes} bytes, ${repeats * 100} % repeats …`);
        const photos = await Promise.all(Array.from({ length: order.photos }, () => photoOfSize(photoBytes)));
        const visit = await stack.visit(photos, Math.round(repeats * photos.length));
        cases.push({ photoBytes, repeats, ...billOf(visit, photos.length, sweep, runTimes) });
      }
    }
    return { cases, idleMonth: { ...times(sweep, minutesOfMonth), scheduled: minutesOfMonth } };
  } finally {
    await stack.stop();
  }
}

/** What sweeps take that come anyway is no photo's. */
function billOf({ heard, names }: Visit, photos: number, sweep: Quantities, runTimes: RunTimes) {
  const all = sumOf([unitsIn(heard, runTimes), times(sweep, -heard.filter(isSweepRun).length)]);
  const rows = rowsOf(times(all, 1 / photos));
  return { names, rows, overheadPerThousand: overheadOf(rows) };
}

function unitsIn(heard: Heard, runTimes: RunTimes): Quantities {
  return sumOf(heard.map((each) => unitsOf(each.kind === 'run' ? { ...each, ms: msOf(each, runTimes) } : each)));
}

function msOf(run: { function: string; ms: number }, runTimes: RunTimes): number {
  return runTimes.get(run.function) ?? run.ms;
}

function isSweepRun(each: Heard[number]): boolean {
  return each.kind === 'run' && isSweep(each);
}

/** What keeping a thousand photos and their thumbnails costs a month. */
export function keepingCost(photoBytes: number): number {
  return priceOf({ stored: photoBytes * 1000 });
}
