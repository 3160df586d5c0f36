/** Answers with what it was sent. */
export function handler(event: unknown): Promise<unknown> {
  return Promise.resolve(event);
}
