import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, type GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Stack, until } from '../support/stack.ts';
import { cast, failAnalyses, secretOf, type Owner } from './cast.ts';
import { questions } from './questions.ts';
import { readTables } from './tables.ts';
import { subscribe, type Authorize } from './wire.ts';

const tables = readTables();

let stack: Stack;
let people: Awaited<ReturnType<typeof cast>>;
beforeAll(async () => {
  stack = await Stack.start();
  failAnalyses(stack);
  people = await cast(stack);
});
afterAll(() => stack.stop());

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.looseObject({ errorType: z.string().nullish() })).optional(),
});

/** One word for an answer: `data`, `null` or the error's type; with the HTTP status when the whole request is refused. */
function wordOf(status: number, body: unknown, field: string): string {
  const { data, errors: [error] = [] } = answer.parse(body);
  if (error) return status === 200 ? (error.errorType ?? 'untyped') : `${status} ${error.errorType ?? 'untyped'}`;
  return (data?.[field] ?? null) === null ? 'null' : 'data';
}

const realtimeError = z.object({
  errors: z.array(z.object({ errorType: z.string(), errorCode: z.number().optional() })).min(1),
});

async function ask(name: string, authorize: Authorize, about: Owner): Promise<string> {
  const [type = '', field = ''] = name.split('.');
  const question = questions[name]!;
  const body = JSON.stringify({ query: question.document.toString(), variables: question.about(about) });
  if (type === 'Subscription') {
    const said = await subscribe(stack, authorize, body);
    if (said['type'] === 'start_ack') return 'data';
    const { errorType, errorCode } = realtimeError.parse(said['payload']).errors[0]!;
    return errorCode === undefined ? errorType : `${errorCode} ${errorType}`;
  }
  const headers = { 'content-type': 'application/json; charset=UTF-8', ...(await authorize(body, '/graphql')) };
  const response = await fetch(stack.output('GraphqlUrl'), { method: 'POST', headers, body });
  const text = await response.text();
  const secret = secretOf(about.user);
  if (text.includes(secret) && !body.includes(secret) && !(await isOwn(authorize, about))) return 'LEAK';
  return wordOf(response.status, JSON.parse(text), field);
}

async function unlessConflict(word: Promise<string>): Promise<string | undefined> {
  return (await word) === 'Conflict' ? undefined : word;
}

async function isOwn(authorize: Authorize, { accessToken }: Owner): Promise<boolean> {
  return (await authorize('', ''))['authorization'] === accessToken;
}

describe('GraphQL: every operation, asked by everybody', () => {
  const expected = tables['GraphQL'] ?? {};

  it('the table has every operation of the schema', () => {
    const texts = ['schema.graphql', 'appsync.graphql'].map((file) =>
      readFileSync(path.join(import.meta.dirname, '../../schema', file), 'utf8'),
    );
    const schema = buildSchema(texts.join('\n'));
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fieldsOf = (type: GraphQLObjectType) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`);
    const operations = roots.flatMap((type) => (type ? fieldsOf(type) : [])).sort();
    expect(Object.keys(expected).sort()).toEqual(operations);
    expect(Object.keys(questions).sort()).toEqual(operations);
  });

  // In the table's order, and the owners last: what they delete is there until then.
  it.each(Object.keys(expected))('%s', async (name) => {
    const got: Record<string, string> = {};
    for (const [column, { by, about }] of Object.entries(people.columns)) {
      const words = new Set<string>();
      // An export waits for the one before to end.
      for (const authorize of by) words.add(await until(() => unlessConflict(ask(name, authorize, about))));
      got[column] = [...words].join(' or ');
    }
    expect(got).toEqual(expected[name]);
  });

  it('and nothing of what others asked has changed somebody’s data', async () => {
    const { bob } = people;
    const withoutLinks = { imageUrl: expect.any(String) as string, thumbnailUrl: expect.any(String) as string };
    expect(await bob.api.analysis(bob.analysis.id)).toEqual({ ...bob.analysis, ...withoutLinks });
    expect(await bob.api.usage()).toMatchObject({ used: 1 });
  });
});
