import { Session, type Profiler } from 'node:inspector/promises';
import { question, type Question } from './messages.ts';
import { partOf } from './parts.ts';

/** Answers whoever started this process how much memory it has, and what it spends its time with. */
export function answerMeasurements(): void {
  const session = new Session();
  session.connect();
  const answers: Record<Question, () => Promise<object>> = {
    memory: () => {
      globalThis.gc?.();
      return Promise.resolve({ residentBytes: process.memoryUsage.rss() });
    },
    profile: async () => {
      await session.post('Profiler.enable');
      await session.post('Profiler.start');
      return {};
    },
    profiled: async () => ({ partsMs: partsOf((await session.post('Profiler.stop')).profile) }),
  };
  process.on('message', (message) => void answers[question.parse(message)]().then((answer) => process.send?.(answer)));
  process.on('disconnect', () => process.exit());
}

/** The time in each part of the process, without the time in which it waits. */
function partsOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Record<string, number> {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parts: Record<string, number> = {};
  for (const [nth, sample] of samples.entries()) {
    const frame = frames.get(sample);
    const part = frame && partOf(frame);
    if (part === undefined) continue;
    parts[part] = (parts[part] ?? 0) + (timeDeltas[nth] ?? 0) / 1000;
  }
  return parts;
}
