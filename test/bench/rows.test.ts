import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { photographs } from '../support/photos.ts';
import { agreementOf, rowOf as detectorRow } from './detector/section.ts';
import { rowOf as graphqlRow } from './graphql/rows.ts';
import { pictureOf } from './pipeline/picture.ts';
import { rowOf as pipelineRow } from './pipeline/rows.ts';
import { shareOf, traceOf } from './pipeline/trace.ts';
import { partOf } from './servers/parts.ts';
import { longestOwnMs } from './upload/own-time.ts';
import { rowOf as uploadRow } from './upload/section.ts';

vi.setConfig({ testTimeout: 300_000 });

const root = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

describe('a small run, which is not written down', () => {
  let photos: string;
  beforeAll(async () => {
    photos = await mkdtemp(path.join(tmpdir(), 'image-analyzer-bench-'));
    await copyFile(photographs.boats, path.join(photos, 'boats.jpg'));
  });
  afterAll(() => rm(photos, { recursive: true }));

  const document = () => readFile(path.join(root, 'docs/performance.md'), 'utf8');
  const rowsOf = async (...args: string[]): Promise<unknown> => {
    const script = path.join(import.meta.dirname, 'bench.ts');
    const command = ['--import', 'tsx', script, ...args, '--assembly', 'cdk.out', '--photos', photos, '--json'];
    const { stdout } = await run(process.execPath, command, { cwd: root });
    return z.strictObject({ rows: z.array(z.unknown()) }).parse(JSON.parse(stdout)).rows;
  };
  const number = expect.any(Number) as number;

  it('puts the path of a photo beside its detector', async () => {
    const before = await document();
    const measured = {
      overheadMsP50: number,
      overheadMsP99: number,
      latencyRatio: number,
      throughputRatio: number,
    };
    expect(await rowsOf('pipeline', '--rounds', '1', '--count', '4')).toEqual([
      { concurrency: 1, ...measured },
      { concurrency: 8, ...measured },
    ]);
    expect(await document()).toBe(before);
  });

  it('drops photos onto the page and sees their labels', async () => {
    const before = await document();
    const rows = await rowsOf('upload', '--rounds', '1', '--count', '3');
    expect(rows).toMatchObject([{ lastLabelMs: number, detectorMs: number, ratio: number, frames: number }]);
    expect(await document()).toBe(before);
  });
});

it('publishes to subscribers of both servers', async () => {
  const script = path.join(import.meta.dirname, 'bench.ts');
  const command = [script, 'realtime', '--rounds', '1', '--most', '100', '--assembly', 'cdk.out', '--json'];
  const { stdout } = await run(process.execPath, ['--import', 'tsx', ...command], { cwd: root });
  const { rows } = z.object({ rows: z.array(z.record(z.string(), z.unknown())) }).parse(JSON.parse(stdout));
  expect(rows.map(({ subscribers }) => subscribers)).toEqual([1, 100]);
  // The same message of AppSync's and of graphql-ws's protocol, but for the name of its type.
  for (const row of rows) expect(row['bytesPerSubscriber']).toBe(row['peerBytesPerSubscriber']);
});

describe('servers side by side', () => {
  const loaded = (requestsPerSecond: number, p99Ms: number) => ({ requestsPerSecond, p99Ms });

  it('are compared round by round', () => {
    const mine = [loaded(100, 20), loaded(50, 40), loaded(90, 10)];
    const yoga = [loaded(200, 10), loaded(50, 30), loaded(100, 20)];
    const simulator = [loaded(50, 30), loaded(50, 30), loaded(30, 30)];
    expect(graphqlRow('analysis', mine, yoga, simulator)).toMatchObject({
      field: 'analysis',
      requestsPerSecond: 90,
      p99Ms: 20,
      ratioToYoga: 0.9,
      ratioToSimulator: 2,
      spreadToYoga: '0.5–1',
    });
  });

  it('spend their time in parts that have names', () => {
    const at = (functionName: string, url: string) => partOf({ functionName, url });
    expect(at('(idle)', '')).toBeUndefined();
    expect(at('(garbage collector)', '')).toBe('garbage collection');
    expect(at('run', 'file:///x/infra/local/services/appsync/runtime/realm.ts')).toBe('resolvers');
    expect(at('execute', 'file:///x/node_modules/graphql/execution/execute.js')).toBe('GraphQL');
    expect(at('emit', 'node:events')).toBe('Node.js');
    expect(at('anything', 'file:///x/elsewhere.ts')).toBe('other');
  });
});

describe('the path beside the detector', () => {
  const turn = (wallMs: number, ...latenciesMs: number[]) => ({ wallMs, latenciesMs });

  it('compares each photo with itself, and rounds with rounds', () => {
    const row = pipelineRow(8, [turn(200, 100, 120), turn(400, 110, 100)], [turn(400, 150, 150), turn(500, 200, 130)]);
    expect(row).toMatchObject({
      concurrency: 8,
      overheadMsP50: 30,
      overheadMsP99: 90,
      latencyRatio: 1.5,
      throughputRatio: 0.5,
      throughputSpread: [0.5, 0.8],
    });
  });
});

describe('a trace', () => {
  const trip = { began: 1000, announced: 1020, ended: 1100 };
  const by = 'arn:aws:iam::1:role/AnalysisAnalyzeImageRoleF7D86EE6';
  const span = (service: string, operation: string, from: number, to: number) => ({ service, operation, by, from, to });
  const spans = [
    span('sqs', 'ReceiveMessage', 300, 1035),
    span('events', 'PutEvents', 1040, 1045),
    span('s3', 'PUT uploads', 1022, 1030),
    span('rekognition', 'DetectLabels', 1050, 1080),
    span('dynamodb', 'GetItem', 900, 950),
    span('events', 'PutEvents', 1090, 1095),
    span('dynamodb', 'UpdateItem', 1110, 1120),
  ];

  it('has steps that follow each other from the beginning to the labels', () => {
    const { steps, calls } = traceOf(trip, spans);
    expect(steps.map(({ from, to }) => [from, to])).toEqual([
      [0, 20],
      [20, 30],
      [30, 35],
      [35, 50],
      [50, 80],
      [80, 90],
      [90, 100],
    ]);
    expect(calls.map(({ name }) => name)).toEqual([
      's3 PUT uploads by AnalysisAnalyzeImage',
      'events PutEvents by AnalysisAnalyzeImage',
      'rekognition DetectLabels by AnalysisAnalyzeImage',
      'events PutEvents by AnalysisAnalyzeImage',
    ]);
  });

  it('is drawn with the share of each step', () => {
    const trace = traceOf(trip, spans);
    expect(trace.steps.reduce((sum, step) => sum + shareOf(step, trace), 0)).toBeCloseTo(100);
    const picture = pictureOf(trace);
    expect(picture).toContain('30 %');
    expect(picture).toContain('prefers-color-scheme: dark');
  });

  it('says which step nobody heard of', () => {
    expect(() => traceOf(trip, spans.slice(0, 3))).toThrow('rekognition DetectLabels');
  });
});

describe('photos dropped at once', () => {
  it('block the main thread for what tasks take beyond 50 ms', () => {
    const felt = { tookMs: 12_000, longTasksMs: [50, 60, 80], longestOwnMs: 30.2, droppedFrames: 3, frames: 700 };
    expect(uploadRow({ ...felt, detectorMs: 10_000 })).toEqual({
      lastLabelMs: 12_000,
      detectorMs: 10_000,
      ratio: 1.2,
      blockedMs: 40,
      longestTaskMs: 80,
      longestOwnMs: 30,
      tasksOver50Ms: 2,
      droppedFrames: 3,
      frames: 700,
    });
  });
});

it('the longest task of a page is told by its own time', () => {
  const thread = { pid: 1, tid: 2 };
  const task = { name: 'ThreadControllerImpl::RunTask', ph: 'X' };
  const named = { name: 'thread_name', ph: 'M', args: { name: 'CrRendererMain' } };
  const trace = (events: object[]) => Buffer.from(JSON.stringify({ traceEvents: events }));
  const elsewhere = { ...task, pid: 1, tid: 3, dur: 90_000, tdur: 90_000 };
  const here = { ...task, ...thread, dur: 80_000, tdur: 30_200 };
  expect(longestOwnMs(trace([{ ...named, ...thread }, elsewhere, here]))).toBe(30.2);
  expect(() => longestOwnMs(trace([elsewhere]))).toThrow('no task of a main thread');
});

describe('a detector beside another', () => {
  const turn = (wallMs: number, cpuMs: number) => ({
    wallMs,
    cpuMs,
    latenciesMs: [wallMs / 2, wallMs / 2],
    residentMb: 400,
    found: [],
  });

  it('is as many times faster as it takes less time in the same round', () => {
    const arrangement = { engine: 'ours', processes: 1, threads: 2, lanes: 2 } as const;
    const ours = [turn(100, 180), turn(200, 380)];
    const theirs = [turn(400, 400), turn(1000, 1000)];
    expect(detectorRow(arrangement, { alone: ours, many: ours, base: theirs, baseAlone: theirs })).toEqual({
      ...arrangement,
      msPerPhoto: 50,
      photosPerSecond: 10,
      coresBusy: 1.8,
      memoryMb: 400,
      latencyRatio: 4,
      throughputRatio: 4,
      throughputSpread: [4, 5],
    });
  });

  it('agrees where it found the same, in whatever order', () => {
    const ours = [['boat', 'person'], ['sheep']];
    expect(
      agreementOf(ours, [
        ['person', 'boat'],
        ['sheep', 'sheep'],
      ]),
    ).toBe('1 of 2');
  });
});
