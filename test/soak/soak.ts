/** `npm run soak`: sends many photos through a stack that fails and dies, then audits what is left. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { synthesize } from '../../infra/local/synthesis.ts';
import { parseOrder, usage, UsageError, type Order } from './arguments.ts';
import { audit } from './audit.ts';
import { faultsOf } from './faults.ts';
import { KillableStack } from './killable-stack.ts';
import { photosToSend } from './photos.ts';
import { Run } from './run.ts';

try {
  const order = parseOrder(process.argv.slice(2));
  if (order === 'help') console.log(usage);
  else process.exitCode = await soak(order);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n${usage}`);
  process.exitCode = 2;
}

async function soak({ images, users, seed, faults, kill, json, ...given }: Order): Promise<number> {
  const say = (line: string) => console.error(line);
  const began = Date.now();
  const onStart = () => say('Synthesizing the stack ...');
  const { signal } = new AbortController();
  const assemblyDir = given.assembly ?? (await synthesize({ root: path.resolve('.'), signal, onStart }));
  const folder = await mkdtemp(path.join(tmpdir(), 'image-analyzer-soak-'));
  const [dataDir, logFile] = [path.join(folder, 'data'), path.join(folder, 'log.jsonl')];
  await mkdir(dataDir);
  const delivery = { duplicates: 0.3, maxDelayMs: 300, seed };
  const stack = await KillableStack.start({
    assemblyDir,
    dataDir,
    logFile,
    delivery,
    faults: faultsOf(faults, seed),
  });
  try {
    const run = new Run(stack, { photos: await photosToSend(images, seed), users, kills: kill, seed, say });
    const { verdict, findings } = audit(await run.evidence());
    for (const { kind, owner, what } of findings.slice(0, 50)) say(`${kind}: ${owner} ${what}`);
    say(`${((Date.now() - began) / 1000).toFixed(0)} s`);
    if (json) console.log(JSON.stringify(verdict));
    else console.table({ ...verdict, byState: JSON.stringify(verdict.byState) });
    return findings.length > 0 ? 1 : 0;
  } finally {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
    say(`The stack's warnings and errors: ${logFile}`);
  }
}
