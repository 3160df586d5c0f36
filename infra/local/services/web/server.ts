import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AwsError } from '../service.ts';
import { Compressor } from './compression.ts';
import { applyPolicy } from './headers-policy.ts';
import type { Cloud } from '../service.ts';
import type { Behavior, Distribution } from './distribution.ts';

interface Answer {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
}

/** Answers for the distribution as an edge location does, without its cache. */
export function createSiteListener(distribution: Distribution, { services, log }: Pick<Cloud, 'services' | 'log'>) {
  const compressor = new Compressor();

  const listener: RequestListener = (request, response) => {
    answer(request)
      .catch((error: unknown) => {
        log({ service: 'web', level: 'error', message: error instanceof Error ? String(error.stack) : String(error) });
        return failure(502, 'The origin did not answer.');
      })
      .then((result) => send(request, response, result))
      .catch(() => response.destroy());
  };
  return listener;

  async function answer(request: IncomingMessage): Promise<Answer> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return failure(403, 'This distribution is not configured to allow the HTTP request method of this request.');
    }
    const path = pathOf(request);
    if (path === undefined) return failure(400, 'The path of this request is not well-formed.');
    const found = await file(path);
    const page = distribution.errorPages.get(found.answer.status);
    if (!page) return finish(request, found);
    const shown = await file(page.path);
    return finish(request, shown.answer.status === 200 ? withStatus(shown, page.status) : found);
  }

  async function file(path: string): Promise<Found> {
    const behavior = distribution.behaviors.find(({ matches }) => matches(path));
    if (!behavior) throw new Error(`No behavior answers for ${path}`);
    const { bucket, prefix, principal } = behavior.origin;
    const key = prefix + (path === '/' ? distribution.rootObject : path.slice(1));
    try {
      const { body, headers } = await services.s3.getObject(principal, bucket, key);
      return { behavior, answer: { status: 200, headers, body } };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { behavior, answer: originError(error) };
    }
  }

  async function finish(request: IncomingMessage, { behavior, answer: plain }: Found): Promise<Answer> {
    // Ranges are not served: a request for one gets the whole.
    const headers = without(plain.headers, 'accept-ranges');
    const { etag = '' } = headers;
    const type = headers['content-type'] ?? '';
    const accepted = request.headers['accept-encoding'];
    const encoding =
      headers['content-encoding'] === undefined
        ? compressor.choose(behavior.encodings, accepted ?? '', { type, length: plain.body.length })
        : undefined;
    const body = encoding ? await compressor.compress(plain.body, encoding, etag) : plain.body;
    const tag = encoding && etag !== '' ? `W/${etag}` : etag;
    const complete: Record<string, string> = {
      ...headers,
      ...(tag === '' ? {} : { etag: tag }),
      ...(encoding && { 'content-encoding': encoding }),
      ...(behavior.encodings.length > 0 && { vary: 'Accept-Encoding' }),
      'content-length': String(body.length),
    };
    const decorated = { ...plain, headers: applyPolicy(complete, behavior.headers), body };
    return plain.status === 200 && notModified(request, etag) ? withoutContent(decorated) : decorated;
  }
}

interface Found {
  behavior: Behavior;
  answer: Answer;
}

function withStatus({ behavior, answer }: Found, status: number): Found {
  return { behavior, answer: { ...answer, status } };
}

/** The decoded path; undefined when its percent-encoding is broken. It is a key of a bucket and never a file name. */
function pathOf({ url = '/' }: IncomingMessage): string | undefined {
  const [path = '/'] = url.split('?');
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function notModified({ headers }: IncomingMessage, etag: string): boolean {
  const tags = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return etag !== '' && (tags.includes(etag) || tags.includes('*'));
}

function withoutContent({ headers }: Answer): Answer {
  const kept = without(headers, 'content-length', 'content-type', 'content-encoding');
  return { status: 304, headers: kept, body: Buffer.alloc(0) };
}

function without(headers: Record<string, string>, ...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function originError({ status, code, message }: AwsError): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) };
}

function failure(status: number, message: string): Answer {
  const body = Buffer.from(`<!doctype html><title>The request could not be satisfied</title><p>${message}</p>\n`);
  const headers = { 'content-type': 'text/html', 'content-length': String(body.length) };
  return { status, headers: { ...headers, 'x-cache': 'Error from cloudfront' }, body };
}

function send({ method }: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers);
  response.end(method === 'HEAD' ? undefined : body);
}
