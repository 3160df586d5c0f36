import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { targetName } from './target-name.ts';

const root = path.resolve(import.meta.dirname, '../..');

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'start-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** `npm start` on the conformance stack, as a process. */
class Started {
  readonly child: ChildProcess;
  readonly exit: Promise<unknown[]>;
  stdout = '';
  stderr = '';

  constructor(args: string[], { ipc = false } = {}) {
    const command = ['--import', 'tsx', path.join(root, 'infra/local/main.ts'), ...args];
    this.child = spawn(process.execPath, command, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc' as const] : [])],
    });
    // With a channel that is disconnected there is no `close`.
    this.exit = once(this.child, ipc ? 'exit' : 'close');
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  /** The exit code. */
  async code(): Promise<unknown> {
    const [code] = await this.exit;
    return code;
  }

  async says(text: string): Promise<void> {
    await expect.poll(() => this.stdout, { timeout: 60_000 }).toContain(text);
  }
}

const settings = (data: string, port = '0') => [
  '--port',
  port,
  '--data',
  path.join(folder, data),
  '--assembly',
  inject('conformanceAssembly'),
];

// On AWS there is nothing to start.
describe.runIf(targetName === 'local')('npm start', () => {
  it('says where everything is, and stops on Ctrl-C with its data kept', async () => {
    const first = new Started(settings('kept'));
    await first.says('Ctrl-C stops.');
    expect(first.stdout).toMatch(/GraphQL {2}http:\/\/127\.0\.0\.1:\d+\/graphql\nAWS {6}http:\/\/127\.0\.0\.1:\d+/);
    first.child.kill('SIGINT');
    expect(await first.code()).toBe(0);
    const second = new Started(settings('kept'));
    await second.says('Ctrl-C stops.');
    const third = new Started(settings('kept'));
    expect(await third.code()).toBe(1);
    expect(third.stderr).toContain('is in use');
    expect(third.stderr).toContain('choose another folder with --data DIR');
    second.child.kill('SIGTERM');
    expect(await second.code()).toBe(0);
  });

  it('does not wait at a second Ctrl-C', async () => {
    const started = new Started(settings('impatient'));
    await started.says('Ctrl-C stops.');
    const pressing = setInterval(() => started.child.kill('SIGINT'), 5);
    expect(await started.code()).toBe(130);
    clearInterval(pressing);
  });

  it('tells the program that started it, and ends with it', async () => {
    const started = new Started(settings('ipc'), { ipc: true });
    const [message] = (await once(started.child, 'message')) as unknown[];
    const { ready } = z.object({ ready: z.record(z.string(), z.string()) }).parse(message);
    expect(ready).toMatchObject({ AwsEndpointUrl: expect.stringMatching(/^http:/) as string });
    started.child.disconnect();
    expect(await started.code()).toBe(0);
  });

  it('names a port that is taken, and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = String(typeof address === 'object' ? address?.port : 0);
    const started = new Started(settings('port', port));
    expect(await started.code()).toBe(1);
    expect(started.stderr).toContain(`Port ${port} is in use by another program. Choose others with --port N`);
    other.close();
  });

  it('takes faults from a file and says so', async () => {
    const file = path.join(folder, 'faults.json');
    await writeFile(file, '[{"service":"s3","operation":"*","effect":{"error":{"code":"SlowDown","status":503}}}]');
    const started = new Started([...settings('faults'), '--faults', file]);
    await started.says('Ctrl-C stops.');
    expect(started.stdout).toContain('Faults   on purpose, in calls of s3 *');
    started.child.kill('SIGINT');
    expect(await started.code()).toBe(0);
  });

  it.each([
    [['--nonsense'], 'Unknown option'],
    [['--port', 'x'], '--port takes a number'],
    [['--faults', 'absent.json'], 'absent.json cannot be read'],
  ])('refuses %j with exit code 2, a reason and the usage', async (args, reason) => {
    const started = new Started(args);
    expect(await started.code()).toBe(2);
    expect(started.stderr).toContain(reason);
    expect(started.stderr).toContain('Usage: npm start -- [options]');
  });

  it('shows its options', async () => {
    const started = new Started(['--help']);
    expect(await started.code()).toBe(0);
    expect(started.stdout).toMatch(/--fresh[^]*--data DIR[^]*--port N[^]*--faults FILE[^]*--help/);
  });
});
