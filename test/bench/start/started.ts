import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `npm start` says last. */
const ready = 'Ctrl-C stops.';

export interface Start {
  /** From the command to its last line. */
  readyMs: number;
  /** Resident memory of the command and all processes under it, once nothing happens any more. */
  restMb: number;
  /** Whether it synthesized. */
  synthesized: boolean;
}

/** Runs `npm start` in a checkout until it is ready and has rested, and stops it. */
export async function start(
  checkout: string,
  { env, restMs }: { env: NodeJS.ProcessEnv; restMs: number },
): Promise<Start> {
  const began = performance.now();
  const child = spawn('npm', ['start', '--', '--port', '0'], {
    cwd: checkout,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: npm does not hand every signal on.
    detached: true,
  });
  const exit = once(child, 'close');
  try {
    const said = await saysReady(child);
    const readyMs = performance.now() - began;
    await setTimeout(restMs);
    return { readyMs, restMb: await residentMb(child.pid ?? 0), synthesized: said.includes('Synthesizing') };
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await exit;
  }
}

function saysReady(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(ready)) resolve(said);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('close', () => reject(new Error(`npm start ended.\n${said}`)));
  });
}

/** Pages that processes share are counted in each of them. */
async function residentMb(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,rss=']);
  const processes = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = new Set([pid]);
  let kilobytes = 0;
  // A child may be listed before its parent: until nothing is added any more.
  let known = 0;
  while (known < tree.size) {
    known = tree.size;
    for (const [id = 0, parent = 0] of processes) if (tree.has(parent)) tree.add(id);
  }
  for (const [id = 0, , rss = 0] of processes) if (tree.has(id)) kilobytes += rss;
  return kilobytes / 1024;
}
