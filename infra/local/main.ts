/** `npm start`: synthesizes the stack and runs it on this machine until it is told to stop. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { env } from 'node:process';
import { announce } from './announcement.ts';
import type { LocalCloud } from './boot.ts';
import { DataInUseError, forgetData } from './data.ts';
import { parseOptions, usage, UsageError } from './options.ts';
import type { Options } from './options.ts';
import { PortInUseError } from './ports.ts';
import { synthesize } from './synthesis.ts';
import type { Cloud } from './services/service.ts';

const root = path.resolve(import.meta.dirname, '../..');
const localFolder = path.join(root, '.local');

/** Started by another program of ours (`npm run analyze`), which wants to hear where everything is. */
const parent = process.send?.bind(process);

await main().catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
  if (parent) process.disconnect();
});

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), path.join(localFolder, 'data'));
  if (options === 'help') {
    console.log(usage);
    return;
  }
  const told = stopSignal();
  // As on AWS, for functions run in this process's time zone.
  env['TZ'] = 'UTC';
  const cloud = await start(options, told).catch((error: unknown) => {
    if (told.aborted) return undefined;
    throw error;
  });
  if (!cloud) return;
  const retract = parent ? announceTo(parent, cloud) : await announce(cloud, { localFolder, data: options.data });
  if (!told.aborted) await new Promise((resolve) => told.addEventListener('abort', resolve));
  await retract();
  await cloud.stop();
  if (process.connected) process.disconnect();
}

async function start({ fresh, data, ports, faults, assembly }: Options, signal: AbortSignal): Promise<LocalCloud> {
  const onStart = () => console.log('Synthesizing the stack ...');
  const synthesis = assembly === undefined ? synthesize({ root, signal, onStart }) : assembly;
  // Loading the services takes a while too: both at once.
  const [assemblyDir, { bootLocalCloud }] = await Promise.all([synthesis, import('./boot.ts')]);
  if (fresh) await forgetData(data);
  console.log('Starting ...');
  await mkdir(data, { recursive: true });
  return bootLocalCloud({ assemblyDir, dataDir: data, ports, faults, log: logTo(path.join(data, 'log.jsonl')) });
}

/** Aborts on Ctrl-C, on SIGTERM, and when the program that started this one ends. A second Ctrl-C does not wait. */
function stopSignal(): AbortSignal {
  const told = new AbortController();
  const tell = () => {
    if (told.signal.aborted) process.exit(130);
    told.abort();
  };
  process.on('SIGINT', tell);
  process.on('SIGTERM', tell);
  if (parent) process.on('disconnect', () => told.abort());
  return told.signal;
}

function announceTo(send: NonNullable<typeof process.send>, { outputs }: LocalCloud): () => Promise<void> {
  send({ ready: outputs });
  return () => Promise.resolve();
}

/** Everything goes to a file, problems to stderr as well. */
function logTo(file: string): Cloud['log'] {
  const stream = createWriteStream(file);
  return (line) => {
    stream.write(`${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
    if (line.level === 'error') console.error(`${line.service}: ${line.message}`);
  };
}

function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n${usage}`;
  if (error instanceof PortInUseError) return `${error.message} Choose others with --port N (N to N+3 are used).`;
  if (error instanceof DataInUseError) return `${error.message} Stop it, or choose another folder with --data DIR.`;
  return error instanceof Error ? error.message : String(error);
}
