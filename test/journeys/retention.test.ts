import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ImageAnalyzerStack } from '../../infra/stack.ts';
import { configured } from '../infra/template.ts';
import { announced, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';

const hour = 3_600_000;
const day = 24 * hour;

let assemblyDir: string;
let stack: Stack;
let alice: Person;
beforeAll(async () => {
  assemblyDir = await mkdtemp(path.join(tmpdir(), 'assembly-'));
  const app = new App({ outdir: assemblyDir });
  new ImageAnalyzerStack(app, configured({ retentionDays: '3' }));
  app.synth();
  stack = await Stack.start({ assemblyDir });
  alice = await stack.person('alice');
});
afterAll(async () => {
  await stack.stop();
  await rm(assemblyDir, { recursive: true, force: true });
});

/** Sort keys of what the table holds of somebody. */
async function itemsOf(owner: string): Promise<string[]> {
  const { Items = [] } = await new DynamoDBClient(stack.operator).send(
    new ScanCommand({ TableName: stack.output('TableName') }),
  );
  return Items.filter(({ PK }) => PK?.S === `OWNER#${owner}`).map(({ SK }) => SK?.S ?? '');
}

async function files(): Promise<string[]> {
  const s3 = new S3Client({ ...stack.operator, forcePathStyle: true });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: stack.output('BucketName') }));
  return Contents.map(({ Key = '' }) => Key);
}

/** The stack was off, and housekeeping has been done since. */
async function goOn(later: number): Promise<void> {
  await stack.stop(false);
  stack = await Stack.start({ assemblyDir, dataDir: stack.dataDir }, later);
  stack.clock.advance(hour);
  await stack.clock.pass(0);
  alice = await stack.person('alice');
}

it('lets a photo go with all that is known of it once its days are over, and keeps what it counted', async () => {
  const { id, createdAt } = await send(alice.api, pastoral);
  expect(await pushedEnd(alice, id)).toMatchObject({ status: 'COMPLETED' });
  await alice.api.retryAnalysis(id);
  await until(() => alice.pushed.find((each) => each.id === id && each.version > 4 && each.status === 'COMPLETED'));
  await goOn(2 * day);
  expect(await files()).toEqual([`thumbnails/${alice.owner}/${id}`, `uploads/${alice.owner}/${id}`]);
  expect((await itemsOf(alice.owner)).filter((key) => key.startsWith('LABEL#')).length).toBeGreaterThan(1);

  await goOn(4 * day);
  expect(await files()).toEqual([]);
  expect((await itemsOf(alice.owner)).filter((key) => /^(ANALYSIS|LABEL|SHA256)#/.test(key))).toEqual([]);
  expect(await alice.api.analysis(id)).toBeNull();
  expect((await alice.api.analyses({ filter: { labels: { all: ['sheep'] } } })).items).toEqual([]);
  const date = createdAt.slice(0, 10);
  expect((await alice.api.report({ from: date, to: date })).total).toMatchObject({ photos: 1 });
});

it('takes the same photo for a new one then', async () => {
  const [upload] = await alice.api.createUploads([announced(pastoral)]);
  expect(upload?.url).not.toBeNull();
});
