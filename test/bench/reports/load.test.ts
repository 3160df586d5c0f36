import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { analysesTable } from '../../../functions/adapters/analyses-table.ts';
import { labelIndex } from '../../../functions/adapters/label-index.ts';
import { monthsTable } from '../../../functions/adapters/months-table.ts';
import { talliesTable } from '../../../functions/adapters/tallies-table.ts';
import { tombstonesTable } from '../../../functions/adapters/tombstones-table.ts';
import { labelPlaces } from '../../../functions/domain/labels.ts';
import { rollUp, type RollUpPorts } from '../../../functions/domain/roll-up.ts';
import { totalsOf } from '../../../functions/domain/totals.ts';
import { dayOf, monthOf, ownerState, tableKeys, tallyAbove } from '../../../schema/table.ts';
import { BulkWriter } from './bulk-writer.ts';
import { load } from './load.ts';
import { MeteredStack } from './metered-stack.ts';
import { photoAt } from './photos.ts';
import { questions } from './questions.ts';

const size = 60;

let folder: string;
let loaded: MeteredStack;
let written: MeteredStack;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'image-analyzer-bench-'));
  loaded = await inBulk(path.join(folder, 'loaded'));
  written = await MeteredStack.start(size, { dataDir: path.join(folder, 'written') });
  await asTheProductDoes(written);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([loaded.stop(), written.stop()]);
  await rm(folder, { recursive: true });
});

async function inBulk(dataDir: string): Promise<MeteredStack> {
  const empty = await MeteredStack.start(size, { dataDir });
  await empty.stop();
  const writer = await BulkWriter.open(dataDir, empty.stack.output('TableName'));
  await load(writer, empty.collections);
  await writer.close();
  return MeteredStack.start(size, { dataDir });
}

/** The same photos call by call, through the product's own code. */
async function asTheProductDoes({ stack, collections }: MeteredStack): Promise<void> {
  const { region, endpoint, credentials } = stack.operator;
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const table = stack.output('TableName');
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const [labels, tallies] = [labelIndex(table), talliesTable(table)];
  const photos = collections.flatMap((each) => Array.from({ length: each.count }, (_, place) => photoAt(each, place)));
  const now = () => new Date(stack.clock.now());
  for (const photo of photos) {
    const { owner, id, status } = photo;
    const Item = { ...tableKeys.analysis(owner, id), ...photo, ownerState: ownerState(owner, status) };
    await client.send(new PutCommand({ TableName: table, Item }));
    await labels.put({ owner, id }, labelPlaces(photo.labels));
    await tallies.add(owner, dayOf(photo.createdAt), id, totalsOf(photo), now().toISOString());
  }
  const ports = {
    tallies,
    months: monthsTable(table),
    analyses: analysesTable(table),
    tombstones: tombstonesTable(table),
  };
  const days = photos.map(({ owner, createdAt }) => ({ owner, day: dayOf(createdAt) }));
  await rollUpwards(days, { ...ports, now });
}

async function rollUpwards(days: readonly { owner: string; day: string }[], ports: RollUpPorts): Promise<void> {
  const above = new Map<string, { owner: string; day: string }>();
  for (const { owner, day } of days) {
    await rollUp(owner, monthOf(day), [day], ports);
    const next = tallyAbove(owner);
    if (next !== undefined) above.set(`${next} ${day}`, { owner: next, day });
  }
  if (above.size > 0) await rollUpwards([...above.values()], ports);
}

/** What is signed differs each time. */
const withoutLinks = (items: readonly object[]) =>
  items.map((item) => ({ ...item, imageUrl: undefined, thumbnailUrl: undefined }));

it.each(questions)('what is loaded in bulk answers as what the product writes: $query', async (question) => {
  const [one, other] = [await loaded.answer(question), await written.answer(question)];
  expect(one.items.length).toBeGreaterThan(0);
  expect(withoutLinks(one.items)).toEqual(withoutLinks(other.items));
  if (question.paged) expect(one.units).toBe(other.units);
});
