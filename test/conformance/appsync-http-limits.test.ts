import { afterAll, beforeAll, expect } from 'vitest';
import { startApi } from '../../infra/local/services/appsync/testing.ts';
import { openApi, type Api } from './appsync-api.ts';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, here, seenByOthers } from './evidence.ts';

const appsync = behavioursOf('AppSync over HTTP');
const complexity = documented('AppSync developer guide, Configuring run complexity, query depth, and introspection');
const quotas = documented('AWS General Reference, AppSync quotas');

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.target.stop());

appsync.covers(
  'Fields deeper than `QueryDepthLimit` are `QueryDepthLimitReached`: null, or the first nullable parent is; the fields above have their data',
  complexity,
  async () => {
    const deepest = '{ folder { parent { parent { parent { parent { name } } } } } }';
    expect((await api.ask(deepest)).body).toEqual({
      data: { folder: { parent: { parent: { parent: { parent: { name: '5' } } } } } },
    });
    const { body } = await api.ask(
      '{ folder { name parent { parent { parent { parent { name parent { name } } } } } } }',
    );
    expect(body).toMatchObject({
      data: {
        folder: { name: '1', parent: { parent: { parent: { parent: { name: '5', parent: { name: null } } } } } },
      },
      errors: [
        {
          path: ['folder', 'parent', 'parent', 'parent', 'parent', 'parent', 'name'],
          errorType: 'QueryDepthLimitReached',
        },
      ],
    });
  },
);

appsync.covers(
  'Resolvers beyond `ResolverCountLimit` do not run, and their fields are `ResolverExecutionLimitReached`',
  complexity,
  async () => {
    const within = await api.ask('{ things(count: 49) { link } }');
    expect(within.body.errors).toBeUndefined();
    const { body } = await api.ask('{ things(count: 51) { id link } }');
    expect(body.errors).toEqual([
      expect.objectContaining({ path: ['things', 49, 'link'], errorType: 'ResolverExecutionLimitReached' }),
      expect.objectContaining({ path: ['things', 50, 'link'], errorType: 'ResolverExecutionLimitReached' }),
    ]);
    expect(JSON.stringify(body.data)).toContain('{"id":"48","link":"/48"},{"id":"49","link":null}');
  },
);

appsync.covers(
  'With introspection disabled the types that describe the schema have no fields: validation error FieldUndefined; `__typename` stays',
  complexity,
  async () => {
    const { body } = await api.ask('{ __schema { types { name } } }');
    expect(body.data).toBeNull();
    expect(body.errors).toMatchObject([
      {
        message:
          "Validation error of type FieldUndefined: Field 'types' in type '__Schema' is undefined @ '__schema/types'",
      },
    ]);
    expect((await api.ask('{ __type(name: "Thing") { name } }')).body.data).toBeNull();
    expect((await api.ask('{ __typename note { __typename } }')).body).toEqual({
      data: { __typename: 'Query', note: { __typename: 'Note' } },
    });
  },
);

appsync.covers(
  'With introspection enabled, the default, the schema describes itself, AWS’s scalars included',
  here(complexity),
  async () => {
    const own = await startApi({ schema: 'type Query { at: AWSDateTime }' });
    expect((await own.post('{ __type(name: "Query") { fields { name type { name kind } } } }')).body).toEqual({
      data: { __type: { fields: [{ name: 'at', type: { name: 'AWSDateTime', kind: 'SCALAR' } }] } },
    });
    await own.stop();
  },
);

appsync.covers(
  'A document of more than 15,000 tokens is not parsed: 400 `MalformedHttpRequestException`',
  quotas,
  async () => {
    expect(await api.ask(`{ ${'a: hello '.repeat(5_001)} }`)).toMatchObject({
      status: 400,
      body: { errors: [{ errorType: 'MalformedHttpRequestException' }] },
    });
  },
);

appsync.covers(
  'A request that is not done after 30 s gets `data` null and `errorType` `ExecutionTimeout`',
  here(seenByOthers('aws/aws-appsync-community#43, awslabs/aws-mobile-appsync-sdk-android#280; the 30 s are a quota')),
  async () => {
    const { cloud, clock } = api.target.local;
    cloud.faults.set([{ service: 'dynamodb', operation: 'GetItem', effect: { delayMs: 31_000 } }]);
    const began = clock.now();
    let answered = false;
    const answer = api.ask('{ stored(id: "1") { id } }').finally(() => (answered = true));
    // A call that waits for a fault is in no record yet: time passes until there is an answer.
    const wait = () => {
      clock.advance(1000);
      return answered;
    };
    await expect.poll(wait).toBe(true);
    expect(clock.now() - began).toBeGreaterThanOrEqual(30_000);
    expect(await answer).toMatchObject({
      status: 200,
      body: { data: null, errors: [{ errorType: 'ExecutionTimeout', message: 'Execution timed out.' }] },
    });
    cloud.faults.set([]);
    clock.advance(1_000);
  },
);

appsync.covers(
  'A body of more than 1 MB is 413 `RequestEntityTooLargeException`',
  here(assumed('AppSync documents no limit of the body')),
  async () => {
    expect(await api.post('x'.repeat(1024 * 1024 + 1), { authorization: await api.token() })).toMatchObject({
      status: 413,
      body: { errors: [{ errorType: 'RequestEntityTooLargeException' }] },
    });
  },
);

appsync.covers(
  'A method other than POST and OPTIONS is 405, any other path is 404',
  here(assumed('the guide speaks of POST to `/graphql` and of nothing else')),
  async () => {
    const authorization = await api.token();
    expect((await api.post('', { authorization }, 'GET')).status).toBe(405);
    expect((await fetch(`${api.url}x`, { method: 'POST', headers: { authorization } })).status).toBe(404);
  },
);

appsync.covers(
  'A page of any origin may call: the preflight allows POST and the headers that are asked for, the answer `access-control-allow-origin: *`',
  assumed('AppSync has no setting for it and pages of any origin call it; its headers are not documented'),
  async () => {
    const preflight = await fetch(api.url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://site.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-amz-user-agent',
      },
    });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
    const allowed = preflight.headers.get('access-control-allow-headers')?.toLowerCase() ?? '';
    for (const name of ['authorization', 'content-type', 'x-amz-user-agent']) expect(allowed).toContain(name);
    const answer = await api.ask('{ hello }');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const refused = await api.ask('{ hello }', { headers: {} });
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  },
);
