interface Order {
  id?: string;
  /** Throws with this message. */
  fail?: string;
  /** Answers a batch with one element too few. */
  short?: boolean;
  /** Answers null for this element. */
  nothing?: boolean;
  /** Answers an error for this element. */
  error?: string;
}

/** Does what a probe tells it to do, and tells what it was sent. */
export function handler(event: Order | Order[]): Promise<unknown> {
  const orders = Array.isArray(event) ? event : [event];
  const failure = orders.find(({ fail }) => fail !== undefined);
  if (failure) return Promise.reject(new RangeError(failure.fail));
  return Promise.resolve(Array.isArray(event) ? batch(event) : { received: event });
}

function batch(orders: Order[]): unknown[] {
  const answers = orders.map(({ id, error, nothing }) => {
    if (nothing) return null;
    if (error !== undefined) return { data: null, errorMessage: error, errorType: 'Probed' };
    return { data: `${id ?? ''} in a batch of ${String(orders.length)}`, errorMessage: null, errorType: null };
  });
  return orders.some(({ short }) => short) ? answers.slice(1) : answers;
}
