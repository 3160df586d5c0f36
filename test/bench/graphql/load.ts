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
    verifyBody: (body) => isAnswer(String(body), field),
  });
  const { errors, mismatches, non2xx } = result;
  if (errors + mismatches + non2xx > 0) {
    throw new Error(`${url}, ${field}: ${errors} errors, ${mismatches} wrong answers, ${non2xx} refused`);
  }
  return { requestsPerSecond: requests.length / result.duration, p99Ms: result.latency.p99 };
}

const answer = z.object({ data: z.record(z.string(), z.unknown()), errors: z.undefined() });

function isAnswer(body: string, field: string): boolean {
  return Boolean(answer.safeParse(JSON.parse(body)).data?.data[field]);
}
