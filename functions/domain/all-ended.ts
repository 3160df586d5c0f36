/**
 * Like `Promise.all`, but fails only once all have ended: what still runs when a function fails is frozen with it, and
 * goes on, late, in its next call.
 */
export async function allEnded<Result>(work: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
