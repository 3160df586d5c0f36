/** A name for what somebody does, short enough to be read out: 60 random bits. */
export function newCorrelationId(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 16);
}
