import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { objectKey } from '../../schema/table.ts';
import { Stack } from '../support/stack.ts';
import { failAnalyses, owner, roleCredentials, secretOf, type Owner } from './cast.ts';
import { attacks, type Attack } from './hostile-graphql.ts';
import { forgedTokens, hostileHeaders, type Headers } from './hostile-headers.ts';
import { problemWith } from './verdict.ts';
import { bySignature, byToken, post, type Authorize } from './wire.ts';

const seed = 20_261_122;
const requests = 2000;
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
    ...own,
    ...own,
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
