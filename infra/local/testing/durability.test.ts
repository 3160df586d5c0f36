import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { FakeCloud } from './fake-cloud.ts';
import { operator } from './fake-cloud.ts';
import { bucket, messageQueue, startWrittenCloud, tableName, uploadedQueue } from './written-cloud.ts';

/** The highest number of each kind that the process said was accepted before it was killed. */
const accepted = { object: -1, message: -1, item: -1 };
let local: FakeCloud;

const line = z.tuple([z.enum(['object', 'message', 'item']), z.coerce.number()]);

/** Lets a process write until it has got somewhere with everything, and kills it in the middle of it. */
async function writeAndKill(dataDir: string): Promise<void> {
  const program = fileURLToPath(new URL('durable-writer.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  for await (const text of createInterface(child.stdout)) {
    const [kind, number] = line.parse(text.split(' '));
    accepted[kind] = number;
    if (Object.values(accepted).every((each) => each >= 30)) child.kill('SIGKILL');
  }
  expect(await ended).toEqual([null, 'SIGKILL']);
}

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'killed-'));
  await writeAndKill(dataDir);
  local = await startWrittenCloud(dataDir);
}, 60_000);
afterAll(() => local.stop());

const upTo = (last: number, prefix: string) => Array.from({ length: last + 1 }, (_, number) => `${prefix}${number}`);

async function drain(queue: string, enough: (bodies: Set<string>) => boolean): Promise<Set<string>> {
  const bodies = new Set<string>();
  const signal = AbortSignal.timeout(20_000);
  while (!enough(bodies) && !signal.aborted) {
    const messages = await local.cloud.services.sqs.receiveMessages(queue, 10, signal);
    messages.forEach(({ body }) => bodies.add(body));
  }
  return bodies;
}

test('every accepted message is there', async () => {
  const expected = upTo(accepted.message, 'message-');
  const bodies = await drain(messageQueue, (found) => expected.every((each) => found.has(each)));
  expect([...bodies]).toEqual(expect.arrayContaining(expected));
});

test('every accepted object is there, whole, and is announced', async () => {
  const expected = upTo(accepted.object, 'object-');
  const { s3 } = local.cloud.services;
  const keys = await s3.listKeys(operator, bucket, '');
  expect(keys).toEqual(expect.arrayContaining(expected));
  for (const key of keys) {
    const { body } = await s3.getObject(operator, bucket, key);
    expect(body.toString()).toBe(key.replace('object-', 'body '));
  }
  const detail = z.object({ detail: z.object({ object: z.object({ key: z.string() }) }) });
  const keyOf = (body: string) => detail.parse(JSON.parse(body)).detail.object.key;
  // Also one that was committed and never answered.
  const announced = (bodies: Set<string>) => new Set([...bodies].map(keyOf));
  const bodies = await drain(uploadedQueue, (found) => keys.every((key) => announced(found).has(key)));
  expect(announced(bodies)).toEqual(new Set(keys));
});

test('every accepted item is there, and the index fits the table', async () => {
  const query = async (more = {}) => {
    const output = await local.cloud.services.dynamodb.call(operator, 'Query', {
      TableName: tableName,
      KeyConditionExpression: 'PK = :p',
      ExpressionAttributeValues: { ':p': { S: 'p' } },
      ...more,
    });
    const text = z.object({ S: z.string() });
    const item = z.object({ SK: text, number: z.object({ N: z.string() }), open: text.optional() });
    return z.object({ Items: z.array(item) }).parse(output).Items;
  };
  const items = await query();
  const latest = Math.max(...items.map(({ number }) => Number(number.N)));
  expect(latest).toBeGreaterThanOrEqual(accepted.item);
  expect(items).toHaveLength(Math.floor(latest / 3) + 1);
  const sorted = (list: typeof items) => list.map(({ SK, open }) => `${SK.S} ${open?.S}`).sort();
  expect(sorted(await query({ IndexName: 'open' }))).toEqual(sorted(items.filter(({ open }) => open)));
});
