import { WebSocket } from 'ws';
import { ApiError } from '../api/api-error.ts';
import { createApi } from '../api/api.ts';
import { newCorrelationId } from '../api/correlation.ts';
import { Misuse, readArguments, usage, type Arguments } from './arguments.ts';
import { connect, type Connection } from './connection.ts';
import { readPhoto, type PhotoFile, type Refusal } from './photo-file.ts';
import { Progress } from './progress.ts';
import { unsent, type Result } from './result.ts';
import { sendPhotos } from './send.ts';
import { describe } from './table.ts';

/** `npm run analyze -- FILE...`: the whole path of a photo from the command line, as a client like any other. */
async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2));
  if (args === 'help') {
    console.log(usage);
    return 0;
  }
  const read = await Promise.all(args.files.map(readPhoto));
  const refusals = read.filter((photo): photo is Refusal => 'misuse' in photo);
  for (const { file, message } of refusals) console.error(`${file}: ${message}`);
  const misused = refusals.some(({ misuse }) => misuse);
  const photos = misused ? [] : read.filter((photo): photo is PhotoFile => 'bytes' in photo);
  const sent = photos.length > 0 ? await send(photos, args) : [];
  const results = read.map((photo) => resultOf(photo, sent));
  print(results, refusals, args);
  if (misused) return 2;
  return results.every(({ status }) => status === 'COMPLETED') ? 0 : 1;
}

async function send(photos: PhotoFile[], args: Arguments): Promise<Result[]> {
  const progress = new Progress(photos.length);
  let connection: Connection | undefined;
  try {
    connection = await connect(args, progress.say);
    const { graphqlUrl, token, owner } = connection;
    const api = createApi({ graphqlUrl, token, WebSocket });
    const correlationId = newCorrelationId();
    return await sendPhotos(photos, { api, owner, correlationId, onStep: progress.step, onWait: progress.wait });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return photos.map(({ file }) => unsent(file, error.errorType, error.message, error.correlationId));
  } finally {
    progress.end();
    await connection?.close();
  }
}

function resultOf(photo: PhotoFile | Refusal, sent: Result[]): Result {
  if ('misuse' in photo) return unsent(photo.file, photo.code, photo.message);
  // Photos are read and sent in the same order, and a file may be named twice.
  return sent.shift() ?? unsent(photo.file, 'NotSent', 'Not sent, because another file cannot be read.');
}

function print(results: Result[], refusals: Refusal[], { json, minConfidence }: Arguments): void {
  if (json) {
    console.log(JSON.stringify(results, null, 2));
    return;
  }
  const said = new Set(refusals.map(({ file }) => file));
  for (const result of results) {
    if (result.status === 'COMPLETED') console.log(describe(result, minConfidence));
    else if (!said.has(result.file)) console.error(describe(result, minConfidence));
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof Misuse) console.error(`\n${usage}`);
  if (process.argv.includes('--json')) console.log('[]');
  process.exitCode = error instanceof Misuse ? 2 : 1;
}
