import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { objectKey } from '../../schema/table.ts';
import { Stack } from '../support/stack.ts';
import { failAnalyses, owner, roleCredentials, secretOf, type Owner } from './cast.ts';
import { announced, another, pastoral } from '../support/photos.ts';
import { attacks, type Attack } from './hostile-graphql.ts';
import { forgedTokens, hostileHeaders, type Headers } from './hostile-headers.ts';
import { signedS3, unsignedS3, type Loot, type RawRequest, type ToBeSigned } from './hostile-s3.ts';
import { problemWith, problemWithS3 } from './verdict.ts';
import { bySignature, byToken, exchange, post, signed, type Authorize } from './wire.ts';

const seed = 20_261_122;
const requests = 2000;
const s3Requests = 600;
const atOnce = 16;
const patience = 20_000;

let stack: Stack;
let victim: Owner;
let attackers: Authorize[];
beforeAll(async () => {
  stack = await Stack.start({ delivery: { duplicates: 0, maxDelayMs: 0, seed } });
  failAnalyses(stack);
  victim = await owner(stack, 'victim');
  const users = await Promise.all(['m1', 'm2', 'm3', 'm4', 'm5'].map((user) => stack.token(user)));
  const admin = await stack.token('root', { groups: ['admins'] });
  const { Graphqltable: role } = roleCredentials(stack);
  const own = users.map(({ accessToken }) => byToken(accessToken));
  attackers = [
    ...[own, own, own].flat(),
    byToken(admin.accessToken),
    byToken(),
    ...forgedTokens(admin.accessToken, victim.owner).map(byToken),
    bySignature(stack, stack.cloud.credentials),
    bySignature(stack, role!),
  ];
});
afterAll(() => stack.stop());

/** What the victim would not like others to use. */
function stolen(): string[] {
  const { owner: sub, analysis, nextToken } = victim;
  return [
    sub,
    analysis.id,
    nextToken,
    analysis.sha256,
    `OWNER#${sub}`,
    `ANALYSIS#${analysis.id}`,
    objectKey(sub, analysis.id),
  ];
}

async function honest(): Promise<void> {
  expect(await victim.api.analysis(victim.analysis.id)).toMatchObject({ fileName: secretOf(victim.user) });
}

/** Sends all, some at a time, and lists what is wrong with the answers. */
async function problemsOf<Request>(
  list: Request[],
  problem: (request: Request) => Promise<string | undefined>,
): Promise<string[]> {
  const problems: string[] = [];
  for (let from = 0; from < list.length; from += atOnce) {
    const batch = list.slice(from, from + atOnce);
    const found = await Promise.all(
      batch.map(async (request) => {
        const what = await problem(request).catch((error: unknown) => `no answer: ${String(error)}`);
        return what === undefined ? [] : [`${what} <- ${JSON.stringify(request).slice(0, 600)}`];
      }),
    );
    problems.push(...found.flat());
    await honest();
  }
  return problems;
}

it(`${requests} hostile GraphQL requests: each is answered, refused by name, and shows nothing of others`, async () => {
  const hostile = fc.tuple(
    attacks(stolen()),
    fc.nat(attackers.length - 1),
    fc.oneof(fc.constant<Headers>({}), hostileHeaders),
  );
  const sent = fc.sample(hostile, { numRuns: requests, seed });
  const problems = await problemsOf(sent, async ([{ body }, who, headers]: [Attack, number, Headers]) => {
    const authorization = await attackers[who]!(body, '/graphql');
    const sentHeaders = { 'content-type': 'application/json; charset=UTF-8', ...headers, ...authorization };
    const signal = AbortSignal.timeout(patience);
    const { status, text } = await post(stack.output('GraphqlUrl'), sentHeaders, body, signal);
    return problemWith(status, text, secretOf(victim.user));
  });
  expect(problems).toEqual([]);
});

/** What an attacker gets lawfully: links to a photo of their own. */
async function loot(): Promise<Loot> {
  const attacker = await stack.person('mallory');
  const { analysis } = await owner(stack, 'mallory');
  const [upload] = await attacker.api.createUploads([announced(another(pastoral))]);
  const key = objectKey(victim.owner, victim.analysis.id);
  return { bucket: stack.output('BucketName'), key, view: analysis.imageUrl ?? '', upload: upload?.url ?? '' };
}

function bytesOf({ method, target, headers, body }: RawRequest): string {
  const { host } = new URL(stack.output('AwsEndpointUrl'));
  const all = { host, connection: 'close', 'content-length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${target} HTTP/1.1`, ...lines, '', body].join('\r\n');
}

async function problemOf(request: RawRequest): Promise<string | undefined> {
  const text = await exchange(stack.output('AwsEndpointUrl'), bytesOf(request), AbortSignal.timeout(patience));
  const final = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(final)?.[1] ?? 0);
  return problemWithS3({ status, text: final, method: request.method }, secretOf(victim.user));
}

async function sign(request: ToBeSigned): Promise<RawRequest> {
  const { method, target, headers, body } = request;
  const credentials = request.by === 'operator' ? stack.cloud.credentials : roleCredentials(stack)['Publisher']!;
  const url = `${stack.output('AwsEndpointUrl')}${target.startsWith('/') ? '' : '/'}${target}`;
  const { headers: vouched = {} } = await signed('s3', credentials, { method, url, headers, body });
  return { ...request, headers: vouched };
}

it(`${s3Requests} hostile S3 requests: each is answered, refused by name, and shows nothing of others`, async () => {
  const held = await loot();
  const bare = fc.sample(unsignedS3(held), { numRuns: s3Requests / 2, seed });
  const vouched = await Promise.all(fc.sample(signedS3(held), { numRuns: s3Requests / 2, seed }).map(sign));
  expect(await problemsOf([...bare, ...vouched], problemOf)).toEqual([]);
});

/** What is no HTTP, what breaks off, and what wants another protocol where there is none. */
const rude = [
  '\u0000\u0001\u0002',
  'GET . HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET // HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
  `GET / HTTP/1.1\r\nhost: a\r\ncookie: ${'a'.repeat(100_000)}\r\n\r\n`,
  'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n{"query": "{ usage',
  'PUT /a/b HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  ...['//', '*', '/graphql/realtime', 'http://a:b/'].map(
    (target) =>
      `GET ${target} HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
      'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n\u0081\u0001',
  ),
];

it.each(['GraphqlUrl', 'AwsEndpointUrl', 'WebUrl', 'Issuer'])(
  'rude connections to the %s are survived',
  async (name) => {
    const answers = await Promise.all(
      // An upgraded connection may stay open.
      rude.map((bytes) => exchange(stack.output(name), bytes, AbortSignal.timeout(2000)).catch(String)),
    );
    for (const answer of answers) expect(answer).not.toMatch(/node:internal|node_modules|\n\s+at /);
    expect(answers.filter((answer) => /^HTTP\/1\.1 5/.test(answer))).toEqual([]);
    await honest();
  },
);
