import * as z from 'zod';

/** As Chromium writes it: durations in microseconds, `tdur` of them on a core. */
const event = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  tdur: z.number().optional(),
  args: z.looseObject({ name: z.unknown() }).partial().optional(),
});
const traceFile = z.object({ traceEvents: z.array(event) });

/** What has to be traced for it. */
export const categories = ['toplevel'];

/**
 * How long the longest task of a page's main thread was on a core, in milliseconds. The browser's own report of long
 * tasks counts also the time in which others had the core.
 */
export function longestOwnMs(trace: Buffer): number {
  const { traceEvents } = traceFile.parse(JSON.parse(trace.toString()));
  const thread = ({ pid, tid }: { pid: number; tid: number }) => `${pid} ${tid}`;
  const mainThreads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map((each) => thread(each)),
  );
  const tasks = traceEvents.filter(
    (each) => each.ph === 'X' && each.name.endsWith('RunTask') && mainThreads.has(thread(each)),
  );
  if (tasks.length === 0) throw new Error('The trace has no task of a main thread.');
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
}
