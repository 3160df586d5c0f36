import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';
import * as z from 'zod';

export interface Load {
  url: string;
  /** Bodies of requests, each with who sends it. */
  requests: readonly { body: string; authorization: string }[];
  /** The field that an answer holds. */
  field: string;
}

export interface Loaded {
  requestsPerSecond: number;
  p99Ms: number;
}

/** As many requests at once. */
export const connections = 8;

/** Sends all requests over a few connections; rejects when an answer is not a 200 with data. */
export async function load({ url, requests, field }: Load): Promise<Loaded> {
  let next = 0;
  let wrong = '';
  // autocannon's own duration ends with a whole second.
  const began = performance.now();
  let ended = began;
  const result = await autocannon({
    url,
    method: 'POST',
    connections,
    amount: requests.length,
    headers: { 'content-type': 'application/json' },
    requests: [
      {
        setupRequest: (request) => {
          const { body, authorization } = requests[next++ % requests.length] ?? { body: '', authorization: '' };
          return { ...request, body, headers: { ...request.headers, authorization } };
        },
      },
    ],
    verifyBody: (body) => {
      ended = performance.now();
      const right = isAnswer(String(body), field);
      if (!right) wrong = String(body).slice(-300);
      return right;
    },
  });
  const { errors, mismatches, non2xx } = result;
  if (errors + mismatches + non2xx > 0) {
    throw new Error(`${url}, ${field}: ${errors} errors, ${mismatches} wrong answers, ${non2xx} refused ${wrong}`);
  }
  return { requestsPerSecond: (1000 * requests.length) / (ended - began), p99Ms: result.latency.p99 };
}

const answer = z.object({ data: z.record(z.string(), z.unknown()), errors: z.undefined().optional() });

function isAnswer(body: string, field: string): boolean {
  return Boolean(answer.safeParse(JSON.parse(body)).data?.data[field]);
}
