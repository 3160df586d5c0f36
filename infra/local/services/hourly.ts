import type { Cloud } from './service.ts';

const hourMs = 3_600_000;

/**
 * Does some housekeeping every hour of the clock, an hour after the one before has ended; what fails is logged and done
 * again then. The returned function ends it, and resolves when nothing is under way any more.
 */
export function hourly(
  { clock, log }: Pick<Cloud, 'clock' | 'log'>,
  service: string,
  work: () => Promise<void>,
): () => Promise<void> {
  let cancel: (() => void) | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let ended = false;
  const wait = () => {
    if (!ended) cancel = clock.after(hourMs, run);
  };
  const run = () => {
    const failed = (error: unknown) => log({ service, level: 'error', message: String(error) });
    underWay = clock.during(work().catch(failed)).then(wait);
  };
  wait();
  return () => {
    ended = true;
    cancel?.();
    return underWay;
  };
}
