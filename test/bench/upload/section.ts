import { markdownTable, whereAndWhen } from '../document.ts';
import { median, rounded } from '../measuring.ts';
import type { Felt } from './dropped.ts';

/** One round, as it was measured. */
export interface Round extends Felt {
  /** The same photos at the detector alone, one after the other. */
  detectorMs: number;
  /** The longest that a task of the main thread was on a core. */
  longestOwnMs: number;
}

export interface Row {
  /** From the drop to the last label on the screen. */
  lastLabelMs: number;
  detectorMs: number;
  ratio: number;
  /** What tasks of the main thread took beyond 50 ms, in all, and the longest task. */
  blockedMs: number;
  longestTaskMs: number;
  /** The longest task's time on a core, without that in which others had it. */
  longestOwnMs: number;
  tasksOver50Ms: number;
  droppedFrames: number;
  frames: number;
}

const targets = { ratio: 1.2, taskMs: 50 };

export function rowOf({ tookMs, detectorMs, longTasksMs, longestOwnMs, droppedFrames, frames }: Round): Row {
  const long = longTasksMs.filter((ms) => ms > targets.taskMs);
  return {
    lastLabelMs: rounded(tookMs, 0),
    detectorMs: rounded(detectorMs, 0),
    ratio: rounded(tookMs / detectorMs, 2),
    blockedMs: rounded(
      long.reduce((sum, ms) => sum + ms - targets.taskMs, 0),
      0,
    ),
    longestTaskMs: rounded(Math.max(0, ...long), 0),
    longestOwnMs: rounded(longestOwnMs, 0),
    tasksOver50Ms: long.length,
    droppedFrames,
    frames,
  };
}

/** What `npm run bench -- upload` writes into docs/performance.md. */
export function section(rows: readonly Row[], count: number): string {
  const ratio = median(rows.map((row) => row.ratio));
  const tasks = median(rows.map((row) => row.tasksOver50Ms));
  const missed = [
    ...(ratio > targets.ratio ? [`the ratio (${ratio})`] : []),
    ...(tasks > 0 ? [`the longest task (${Math.max(...rows.map((row) => row.longestTaskMs))} ms)`] : []),
  ];
  return `## ${count} photos dropped at once

\`npm run bench -- upload\`, ${whereAndWhen()}. The page in Chromium without a screen, ${count} photos of 640 to 1,024 pixels,
each time dropped by somebody else onto the same local stack.

${markdownTable(
  [
    'last label, ms',
    'detector, ms',
    'ratio',
    'blocked, ms',
    'tasks over 50 ms',
    'longest, ms',
    'on a core, ms',
    'dropped frames',
  ],
  rows.map((row) => [
    String(row.lastLabelMs),
    String(row.detectorMs),
    String(row.ratio),
    String(row.blockedMs),
    String(row.tasksOver50Ms),
    String(row.longestTaskMs),
    String(row.longestOwnMs),
    `${row.droppedFrames} of ${row.droppedFrames + row.frames}`,
  ]),
)}

**How to read it.** _Last label_ is the time from the drop until every card names its labels. _Detector_ is the sum of what
the detector alone takes for the same photos one after the other, right before. _Blocked_ is what the main thread's tasks
took beyond 50 ms each, in all; a task's time counts while others have the core too, and _on a core_ is the longest without
that, from Chromium's trace. A frame is _dropped_ when the screen's sixtieth of a second came without a new picture.

**Targets.** Ratio at most ${targets.ratio}, no task over ${targets.taskMs} ms. ${
    missed.length > 0 ? `Missed: ${missed.join(', ')}.` : 'Both are met.'
  } On two cores the detector, which uses both, shares them with
the browser, the functions, the thumbnails and the stack: see the path of a photo above. The queue never runs empty
meanwhile, so what is beyond the detector's time is work and not waiting. The page's own longest task is the drop itself, a
hundred cards drawn at once. Cards that are drawn again only when they change were tried: a sixth less script, nothing
that could be measured on the screen.`;
}
