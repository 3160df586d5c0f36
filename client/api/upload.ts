import type { Upload } from './api.ts';
import { ApiError, networkError } from './api-error.ts';

export interface PutOptions {
  /** Called with the share that is sent, 0 to 1; in Node only at the end. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

interface Answer {
  status: number;
  text: string;
}

/** SHA-256 in base64, as `UploadInput.sha256` and S3 want it. */
export async function sha256(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return btoa(String.fromCharCode(...digest));
}

/**
 * Sends a photo to where `createUploads` said, with exactly the headers it named. Does nothing when the photo is already
 * known. Fails with S3's error code as `errorType`, with `NetworkError`, or, when the signal says so, with `Aborted`.
 */
export async function putPhoto(
  { url, headers }: Pick<Upload, 'url' | 'headers'>,
  photo: Blob,
  { onProgress = () => {}, signal }: PutOptions = {},
): Promise<void> {
  if (url === null) return;
  if (signal?.aborted) throw aborted(signal.reason);
  // The length is signed, but it is for the browser to say, and it refuses to be told.
  const sent = headers.filter(({ name }) => name !== 'content-length');
  const put = typeof XMLHttpRequest === 'undefined' ? putByFetch : putByXhr;
  const { status, text } = await put(url, sent, photo, { onProgress, ...(signal && { signal }) });
  // 412: these bytes are there already, from an earlier try or another tab.
  if (status !== 200 && status !== 412) throw readS3Error(status, text);
  onProgress(1);
}

async function putByFetch(
  url: string,
  headers: Upload['headers'],
  body: Blob,
  { signal }: PutOptions,
): Promise<Answer> {
  const pairs = headers.map(({ name, value }): [string, string] => [name, value]);
  try {
    const response = await fetch(url, { method: 'PUT', headers: pairs, body, signal: signal ?? null });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw signal?.aborted ? aborted(cause) : networkError(cause);
  }
}

/** `fetch` cannot tell how far an upload is. */
function putByXhr(
  url: string,
  headers: Upload['headers'],
  body: Blob,
  { onProgress, signal }: PutOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const { name, value } of headers) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded / total);
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => reject(networkError(undefined));
    request.onabort = () => reject(aborted(signal?.reason));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(body);
  });
}

function aborted(cause: unknown): ApiError {
  return new ApiError('Aborted', 'The upload was stopped.', { cause });
}

/** S3 answers failures in XML: `<Error><Code>..</Code><Message>..</Message>..</Error>`. */
export function readS3Error(status: number, text: string): ApiError {
  const code = /<Code>([^<]+)<\/Code>/.exec(text)?.[1];
  const message = /<Message>([^<]+)<\/Message>/.exec(text)?.[1];
  return new ApiError(code ?? 'InvalidAnswer', message ?? `The photo's store answered with HTTP status ${status}.`);
}
