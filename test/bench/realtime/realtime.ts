import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { byIam } from '../../../client/api/iam.ts';
import { benchmark, type Outcome, type Surroundings } from '../benchmark.ts';
import { markdownTable, whereAndWhen } from '../document.ts';
import { median, quantile, rounded } from '../measuring.ts';
import { Audience } from './audience.ts';
import { appSync, graphqlWs } from './protocol.ts';
import { Server } from '../servers/server.ts';

const order = z.object({
  rounds: z.coerce.number().int().min(1).default(15),
  most: z.coerce.number().int().min(1).default(5000),
});

export const realtime = benchmark({
  title: 'one publish to many subscribers, beside graphql-ws',
  options: `  --rounds N      how often is published to each audience (default 15)
  --most N        the largest audience (default 5000; with fewer nothing is written down)`,
  order,
  run,
});

const target = 1.5;
const audiences = [1, 100, 1000, 5000];
const labels = `labels { name confidence parents aliases categories instances { confidence box { left top width height } } }`;
/** What is stored of an analysis: links are signed by a function, which is nothing that is pushed to many. */
const stored = `{ id owner fileName contentType size sha256 width height status createdAt updatedAt version ${labels} labelModelVersion }`;

/** A photo of eight labels, half of them with a box. */
function analysisOf(owner: string): object {
  const box = { left: 0.12, top: 0.48, width: 0.1, height: 0.17 };
  const time = '2026-01-01T00:00:00.000Z';
  return {
    ...{ id: '01KB3T0P5RJ2M8Q4W6X9YZABCD', owner, fileName: 'sheep.jpg', contentType: 'image/jpeg', size: 290_394 },
    ...{ sha256: '/LUuUjk+DnKcoBb42RfK3DdqMENjFN8X6YDdhkbsQCc=', width: 1024, height: 498, status: 'COMPLETED' },
    ...{ createdAt: time, updatedAt: time, version: 3, labelModelVersion: '3.0' },
    labels: Array.from({ length: 8 }, (_, nth) => ({
      ...{ name: `Label ${nth}`, confidence: 90 + nth, parents: ['Animal'], aliases: [], categories: ['Animals'] },
      instances: nth % 2 === 0 ? [{ confidence: 90, box }] : [],
    })),
  };
}

interface Side {
  server: Server;
  audience: Audience;
  publish: () => Promise<void>;
}

async function publishTo(url: string, owner: string, authorize: (body: string) => Promise<Record<string, string>>) {
  const query = `mutation ($analysis: AnalysisInput!) { publishAnalysis(analysis: $analysis) ${stored} }`;
  const body = JSON.stringify({ query, variables: { analysis: analysisOf(owner) } });
  const headers = { 'content-type': 'application/json', ...(await authorize(body)) };
  const answer = z.object({ errors: z.unknown() }).partial();
  const { errors } = answer.parse(await (await fetch(url, { method: 'POST', headers, body })).json());
  if (errors) throw new Error(JSON.stringify(errors));
}

function subscriptionOf(owner: string) {
  return { query: `subscription ($owner: ID!) { onAnalysis(owner: $owner) ${stored} }`, variables: { owner } };
}

async function ours(assemblyDir: string, dataDir: string): Promise<Side> {
  const server = await Server.start('servers/stack.process.ts', assemblyDir, dataDir);
  const { graphqlUrl, socketUrl = '', issuer = '', region = '', credentials } = server.address;
  if (!credentials) throw new Error('The stack has not said who may publish.');
  const answered = await fetch(new URL('/local/tokens', issuer), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'alice' }),
  });
  const { accessToken, sub } = z.object({ accessToken: z.string(), sub: z.string() }).parse(await answered.json());
  const sign = byIam({ region, credentials });
  return {
    server,
    audience: new Audience(appSync(socketUrl, graphqlUrl, subscriptionOf(sub), accessToken)),
    publish: () => publishTo(graphqlUrl, sub, (body) => Promise.resolve(sign({ url: graphqlUrl, body }))),
  };
}

async function theirs(): Promise<Side> {
  const server = await Server.start('realtime/graphql-ws.process.ts');
  const { graphqlUrl, socketUrl = '' } = server.address;
  const owner = randomUUID();
  return {
    server,
    audience: new Audience(graphqlWs(socketUrl, subscriptionOf(owner))),
    publish: () => publishTo(graphqlUrl, owner, () => Promise.resolve({})),
  };
}

interface Measured {
  subscribers: number;
  ms: number[];
  bytes: number;
  /** Of the server's process, once all have heard. */
  residentBytes: number;
}

/** Ours and theirs. */
type Pair = readonly [Measured, Measured];

interface Row {
  subscribers: number;
  ms: number;
  peerMs: number;
  ratio: number;
  spread: [number, number];
  bytesPerSubscriber: number;
  peerBytesPerSubscriber: number;
  /** What the process has grown by for each since there was the smallest audience; null for that. */
  memoryPerSubscriber: number | null;
  peerMemoryPerSubscriber: number | null;
}

async function run({ rounds, most }: z.infer<typeof order>, { assemblyDir, say }: Surroundings): Promise<Outcome> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'bench-realtime-'));
  const sides = [await ours(assemblyDir, dataDir), await theirs()] as const;
  try {
    const measured: Pair[] = [];
    for (const count of audiences.filter((each) => each <= most)) {
      say(`${count} subscribers each ...`);
      measured.push(await measure(sides, count, rounds));
    }
    const rows = measured.map((pair) => rowOf(pair, measured[0] ?? pair));
    return {
      rows,
      table: rows.map(({ spread, ...row }) => ({ ...row, spread: spread.join('–') })),
      section: rows.length === audiences.length ? sectionOf(rows, rounds) : undefined,
    };
  } finally {
    await Promise.all(sides.map(({ audience, server }) => audience.end().finally(() => server.stop())));
    await rm(dataDir, { recursive: true });
  }
}

/** In turn, and who begins changes; the first round warms up. */
async function measure(sides: readonly [Side, Side], count: number, rounds: number): Promise<Pair> {
  await Promise.all(sides.map(({ audience }) => audience.growTo(count)));
  const results = [0, 1].map((): Measured => ({ subscribers: count, ms: [], bytes: 0, residentBytes: 0 }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const turn of [0, 1]) {
      const nth = (turn + round) % 2;
      const [side, result] = [sides[nth], results[nth]];
      if (!side || !result) continue;
      const { ms, bytes } = await side.audience.time(side.publish);
      result.bytes = bytes;
      if (round > 0) result.ms.push(ms);
      if (round === rounds) result.residentBytes = await side.server.residentBytes();
    }
  }
  const [one, other] = results;
  if (!one || !other) throw new Error('Nothing was measured.');
  return [one, other];
}

function rowOf([mine, peer]: Pair, [first, peerFirst]: Pair): Row {
  const ratios = mine.ms.map((ms, round) => ms / (peer.ms[round] ?? Number.NaN));
  return {
    subscribers: mine.subscribers,
    ms: rounded(median(mine.ms), 1),
    peerMs: rounded(median(peer.ms), 1),
    ratio: rounded(median(ratios), 2),
    spread: [rounded(quantile(ratios, 0.25), 2), rounded(quantile(ratios, 0.75), 2)],
    bytesPerSubscriber: Math.round(mine.bytes),
    peerBytesPerSubscriber: Math.round(peer.bytes),
    memoryPerSubscriber: growth(mine, first),
    peerMemoryPerSubscriber: growth(peer, peerFirst),
  };
}

function growth(now: Measured, first: Measured): number | null {
  if (now.subscribers === first.subscribers) return null;
  return Math.round((now.residentBytes - first.residentBytes) / (now.subscribers - first.subscribers));
}

function sectionOf(rows: readonly Row[], rounds: number): string {
  const missed = rows
    .filter(({ ratio }) => ratio > target)
    .map(({ subscribers, ratio }) => `${ratio} at ${subscribers}`);
  const kilobytes = (bytes: number | null) => (bytes === null ? '' : rounded(bytes / 1000, 1));
  return [
    '## One publish, many subscribers',
    '',
    `\`npm run bench -- realtime\`, ${whereAndWhen()}. ${rounds} rounds after one to warm up.`,
    '',
    markdownTable(
      [
        'subscribers',
        'ms to the last',
        'graphql-ws, ms',
        'ratio (middle half)',
        'bytes each',
        'graphql-ws',
        'kB of memory each',
        'graphql-ws',
      ],
      rows.map((row) =>
        [
          ...[row.subscribers, row.ms, row.peerMs, `${row.ratio} (${row.spread.join('–')})`],
          ...[row.bytesPerSubscriber, row.peerBytesPerSubscriber],
          ...[kilobytes(row.memoryPerSubscriber), kilobytes(row.peerMemoryPerSubscriber)],
        ].map(String),
      ),
    ),
    '',
    '**How to read it.** Each subscriber has a socket of its own and hears of one owner. The time is from the mutation `publishAnalysis`',
    'to the last subscriber; the subscribers are in a process of their own, each server in another. Ours signs and verifies the',
    'mutation, asks the policies, runs the resolver and checks each subscriber’s token when it subscribes; graphql-ws does none',
    'of that. Memory is what the server’s process has grown by since it had one subscriber, its warming up included: the last',
    'row says most.',
    '',
    `**Target.** Within ${target} times of graphql-ws. ${missed.length === 0 ? 'Met.' : `Missed: ${missed.join(', ')}.`}`,
  ].join('\n');
}
