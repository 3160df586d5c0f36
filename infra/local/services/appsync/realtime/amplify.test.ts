import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { answering, publisher, startApi, type TestApi } from '../testing.ts';

const schema = `
  type Query { hello: String fail: String }
  type Mutation { save(id: ID!): Thing @aws_iam @aws_cognito_user_pools }
  type Subscription { onSave(id: ID): Thing @aws_subscribe(mutations: ["save"]) onAdmin: Thing @aws_subscribe(mutations: ["save"]) @aws_iam }
  type Thing @aws_iam @aws_cognito_user_pools { id: ID! }
`;
const resolvers = {
  'Query.hello': { code: answering('"hello " + ctx.identity.username') },
  'Query.fail': { code: answering('util.error("no", "Conflict", null, { by: "bob" })') },
  'Mutation.save': { code: answering('({ id: ctx.args.id })') },
};

/** Amplify speaks wss only; the test listens to plain ws. */
class PlainWebSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url.replace(/^wss:/, 'ws:'), protocols);
  }
}

const untouched = globalThis.WebSocket;
let api: TestApi;

beforeAll(async () => {
  Object.assign(globalThis, { WebSocket: PlainWebSocket });
  api = await startApi({
    schema,
    resolvers,
    api: { AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }] },
  });
  const GraphQL = { endpoint: api.url, region: 'us-east-1', defaultAuthMode: 'lambda' as const };
  Amplify.configure({ API: { GraphQL } });
});
afterAll(async () => {
  Object.assign(globalThis, { WebSocket: untouched });
  await api.stop();
});

/** Amplify sends the token as it is, as it would that of a signed-in user. */
async function client(claims?: Record<string, unknown>) {
  return generateClient({ authMode: 'lambda', authToken: await api.token(claims) });
}

interface Observable {
  subscribe(observer: { next(message: unknown): void; error(error: unknown): void }): { unsubscribe(): void };
}

/** What an observer hears first, be it a message or an error. */
function firstOf(observable: Observable): Promise<unknown> {
  return new Promise((resolve) => {
    observable.subscribe({ next: resolve, error: resolve });
  });
}

describe("Amplify's client", () => {
  it('gets data and errors', async () => {
    const amplify = await client();
    expect(await amplify.graphql({ query: '{ hello }' })).toEqual({ data: { hello: 'hello ada' } });
    await expect(amplify.graphql({ query: '{ fail }' })).rejects.toMatchObject({
      data: { fail: null },
      errors: [{ message: 'no', errorType: 'Conflict', errorInfo: { by: 'bob' } }],
    });
  });

  it('learns that a connection is refused', async () => {
    const observable = (await client({ exp: 1 })).graphql({
      query: 'subscription { onSave { id } }',
    }) as unknown as Observable;
    expect(JSON.stringify(await firstOf(observable))).toContain('Connection failed: UnauthorizedException');
  });

  it('subscribes, and hears what is published', async () => {
    const amplify = await client();
    const heard: unknown[] = [];
    const failed: unknown[] = [];
    const observable = amplify.graphql({ query: 'subscription { onSave(id: "2") { id } }' }) as unknown as Observable;
    const running = observable.subscribe({
      next: (message) => heard.push(message),
      error: (error) => failed.push(error),
    });
    await expect
      .poll(async () => {
        await api.execute(api.arn, publisher, 'mutation { a: save(id: "1") { id } b: save(id: "2") { id } }', {});
        return heard.length;
      })
      .toBeGreaterThan(0);
    expect(heard[0]).toEqual({ data: { onSave: { id: '2' } } });
    expect(failed).toEqual([]);
    running.unsubscribe();
  });

  it('learns that a subscription is refused', async () => {
    const observable = (await client()).graphql({ query: 'subscription { onAdmin { id } }' }) as unknown as Observable;
    expect(JSON.stringify(await firstOf(observable))).toContain(
      'Not Authorized to access onAdmin on type Subscription',
    );
  });
});
