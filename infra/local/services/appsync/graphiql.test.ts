import { request as openRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { answering, startApi, type TestApi } from './testing.ts';

const schema = `
  type Query { hello: String }
  type Mutation { say(what: String!): Said }
  type Subscription {
    onSaid(what: String): Said @aws_subscribe(mutations: ["say"])
    onSecret: Said @aws_subscribe(mutations: ["say"])
  }
  type Said { what: String! }
`;

let api: TestApi;
let page: string;
beforeAll(async () => {
  api = await startApi({
    schema,
    resolvers: {
      'Query.hello': { code: answering('"hello"') },
      'Mutation.say': { code: answering('ctx.args') },
      'Subscription.onSecret': { code: answering('util.error("No", "Refused")') },
    },
    api: { IntrospectionConfig: 'DISABLED' },
    fakes: { cognito: { accessToken: (user) => Promise.resolve(`token-of-${user}`) } },
  });
  page = api.url.replace('/graphql', '/graphiql');
});
afterAll(() => api.stop());

async function ask(query: string, headers?: Record<string, string>) {
  return fetch(page, {
    method: 'POST',
    headers: headers ?? { authorization: await api.token() },
    body: JSON.stringify({ query }),
  });
}

const problems = z.object({ errors: z.array(z.object({ errorType: z.string() })) });
const errorTypes = async (response: Response) =>
  problems.parse(await response.json()).errors.map(({ errorType }) => errorType);

describe('the page', () => {
  it('is whole, and signed in as whom it is asked for', async () => {
    const response = await fetch(`${page}?user=bob`);
    const html = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(html).toContain('token-of-bob');
    expect(html).not.toMatch(/<(script|link)[^>]+(src|href)="(?!data:)/);
    expect(await (await fetch(page)).text()).toContain('token-of-alice');
  });

  it('takes no name that is none', async () => {
    expect((await fetch(`${page}?user=${encodeURIComponent('</script>')}`)).status).toBe(400);
  });

  it('is for this machine’s own address only', async () => {
    const { port } = new URL(page);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: `elsewhere.example:${port}` };
      openRequest({ host: '127.0.0.1', port, path: '/graphiql', headers }, (response) => {
        void text(response).then(() => resolve(response.statusCode));
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });

  it('takes no other method', async () => {
    expect((await fetch(page, { method: 'DELETE' })).status).toBe(405);
  });
});

describe('what it asks', () => {
  it('may be the schema, which the API itself does not tell', async () => {
    const query = '{ __schema { queryType { name } } }';
    expect(await (await ask(query)).json()).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
    expect((await api.post(query)).body).toMatchObject({ data: null });
  });

  it('is asked by somebody, and answered to no page of elsewhere', async () => {
    expect((await ask('{ hello }', {})).status).toBe(401);
    const response = await ask('{ hello }');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(await response.json()).toEqual({ data: { hello: 'hello' } });
  });

  it('may be a subscription, which is answered as a stream of events', async () => {
    const response = await ask('subscription { onSaid(what: "yes") { what } }');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (const what of ['no', 'yes']) await api.post(`mutation { say(what: "${what}") { what } }`);
    const { value } = await events.read();
    expect(value).toBe('event: next\ndata: {"data":{"onSaid":{"what":"yes"}}}\n\n');
    await events.cancel();
  });

  it('is refused as in the API', async () => {
    expect(await errorTypes(await ask('subscription { onSecret { what } }'))).toEqual(['Refused']);
    expect(await errorTypes(await ask('{'))).toEqual(['MalformedHttpRequestException']);
  });
});
