import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { another, pastoral, photographs } from '../support/photos.ts';
import { Stack, until } from '../support/stack.ts';
import { logLines } from '../support/telemetry.ts';

const result = z.object({
  file: z.string(),
  id: z.string().nullable(),
  status: z.string(),
  reason: z.object({ code: z.string(), message: z.string() }).nullable(),
  labels: z.array(z.object({ name: z.string(), confidence: z.number() })),
  correlationId: z.string().nullable(),
  timings: z.record(z.string(), z.number().nullable()),
});

let folder: string;
let stack: Stack;
let deployed: string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'image-analyzer-cli-'));
  stack = await Stack.start();
  await writeFile(path.join(folder, 'outputs.json'), JSON.stringify({ ImageAnalyzer: stack.cloud.outputs }));
  deployed = ['--api', path.join(folder, 'outputs.json'), '--token', (await stack.token('alice')).accessToken];
  await writeFile(path.join(folder, 'empty.jpg'), '');
  await writeFile(path.join(folder, 'other.jpg'), another(pastoral));
  const gif = sharp({ create: { width: 90, height: 90, channels: 3, background: 'red' } }).gif();
  await gif.toFile(path.join(folder, 'moving.gif'));
});
afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true });
});

/** The command as a person calls it. */
async function analyze(...args: string[]) {
  const child = spawn('npm', ['run', '--silent', 'analyze', '--', ...args], {
    cwd: path.resolve(import.meta.dirname, '../..'),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stdout, stderr, results: () => z.array(result).parse(JSON.parse(stdout)) };
}

const inFolder = (name: string) => path.join(folder, name);

describe('npm run analyze', () => {
  it('prints a table of labels, and its progress elsewhere', async () => {
    const { status, stdout, stderr } = await analyze(...deployed, photographs.pastoral);
    expect(status).toBe(0);
    expect(stdout).toContain(photographs.pastoral);
    expect(stdout).toMatch(/Sheep .*\d+\.\d %/);
    expect(stdout).not.toContain('uploading');
    expect(stderr).toContain('uploading');
  });

  it('prints one JSON array, one element a file in order, and nothing else', async () => {
    const { status, results } = await analyze(...deployed, '--json', photographs.pastoral, photographs.boats);
    expect(status).toBe(0);
    expect(results().map(({ file, status: end, reason }) => ({ file, end, reason }))).toEqual([
      { file: photographs.pastoral, end: 'COMPLETED', reason: null },
      { file: photographs.boats, end: 'COMPLETED', reason: null },
    ]);
    expect(results()[0]?.labels.map(({ name }) => name)).toContain('Sheep');
    expect(results()[0]?.timings.ended).toBeGreaterThan(0);
  });

  it('sends what can be sent and says what cannot, with status 1', async () => {
    const files = [inFolder('moving.gif'), photographs.pastoral, inFolder('empty.jpg')];
    const { status, stderr, results } = await analyze(...deployed, '--json', ...files);
    expect(status).toBe(1);
    expect(results().map(({ status: end, reason }) => reason?.code ?? end)).toEqual([
      'UnsupportedType',
      'COMPLETED',
      'InvalidInput',
    ]);
    expect(stderr).toMatch(/moving\.gif: This is a GIF/);
    expect(stderr).toMatch(/empty\.jpg: This file is empty/);
  });

  it('says of a fault by which id the service’s logs know it', async () => {
    const down = { error: { code: 'InternalServerError', status: 500 } };
    stack.cloud.faults.set([{ service: 'dynamodb', operation: 'PutItem', effect: down }]);
    const failed = await analyze(...deployed, inFolder('other.jpg'));
    stack.cloud.faults.set([]);
    expect(failed.status).toBe(1);
    const [, id] = /other\.jpg: .* \(error id (\w{16})\)/.exec(failed.stderr) ?? [];
    const line = await until(() => logLines(stack.printed).find((each) => each.correlation_id === id));
    expect(line).toMatchObject({ message: 'The function failed', code: 'InternalServerError' });
  });

  it.each([
    ['a file that is not there', () => [inFolder('none.jpg')], 'NoSuchFile', /none\.jpg: There is no such file/],
    ['a directory', () => [folder], 'IsDirectory', /This is a directory/],
  ])('takes %s for misuse, with status 2', async (_what, files, code, words) => {
    const { status, stderr, results } = await analyze(...deployed, '--json', ...files(), photographs.pastoral);
    expect(status).toBe(2);
    expect(stderr).toMatch(words);
    expect(results().map(({ id, reason }) => ({ id, code: reason?.code }))).toEqual([
      { id: null, code },
      { id: null, code: 'NotSent' },
    ]);
  });

  it.each([[[]], [['--what', 'photo.jpg']], [['--api', 'outputs.json', 'photo.jpg']]])(
    'explains itself when it is called wrongly: %j',
    async (args) => {
      const { status, stdout, stderr } = await analyze(...args);
      expect(status).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain('Usage: npm run analyze');
    },
  );

  it('starts a local stack when none is given, and leaves nothing running', async () => {
    const data = inFolder('data');
    const first = await analyze('--data', data, '--json', photographs.boats);
    expect(first.status).toBe(0);
    expect(first.results()[0]?.labels.map(({ name }) => name)).toContain('Boat');
    // The data is free again, so the stack of the first call has ended.
    const second = await analyze('--data', data, photographs.boats);
    expect(second.status).toBe(0);
  });
});
