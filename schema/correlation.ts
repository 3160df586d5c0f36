/**
 * The request header by which a client names what somebody did: one id from their click to what is pushed. It stands in
 * logs and in every error, and says nothing about anybody.
 */
export const correlationHeader = 'x-correlation-id';

/** What such an id looks like; one that does not is replaced. As a text, because AppSync takes no other pattern. */
export const correlationPattern = '^[A-Za-z0-9_-]{8,64}$';
