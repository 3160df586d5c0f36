import { afterEach, describe, expect, it } from 'vitest';
import { AwsError, type InvocationResult } from '../../service.ts';
import {
  answering,
  functionArn,
  functionRole,
  handlers,
  startApi,
  type TestApi,
  type TestApiOptions,
} from '../testing.ts';

const schema = 'type Query { thing(id: ID): String things: [Thing!] } type Thing { id: ID! link: String }';

let api: TestApi | undefined;
afterEach(() => api?.stop());

async function started(options: Omit<TestApiOptions, 'schema'>): Promise<TestApi> {
  api = await startApi({ schema, ...options });
  return api;
}

describe('a Lambda data source', () => {
  const code = handlers(
    'return { operation: "Invoke", payload: { id: ctx.args.id } };',
    'return ctx.error ? JSON.stringify(ctx.error) : ctx.result.name;',
  );
  const resolvers = { 'Query.thing': { code, dataSource: 'function' as const } };

  it('invokes under its role, with the payload', async () => {
    const invoked: unknown[] = [];
    const invoke = (arn: string, payload: unknown) => {
      invoked.push([arn, payload]);
      return Promise.resolve({ payload: { name: 'ada' }, logs: '' });
    };
    const { post, asked } = await started({ resolvers, fakes: { lambda: { invoke } } });
    expect((await post('{ thing(id: 1) }')).body).toEqual({ data: { thing: 'ada' } });
    expect(invoked).toEqual([[functionArn, { id: '1' }]]);
    expect(asked).toEqual([
      {
        principal: { kind: 'role', arn: functionRole },
        permission: { action: 'lambda:InvokeFunction', resource: functionArn },
      },
    ]);
  });

  it.each([
    [
      'a function that fails',
      () =>
        Promise.resolve<InvocationResult>({
          payload: { errorType: 'TypeError', errorMessage: 'no' },
          functionError: 'Unhandled',
          logs: '',
        }),
      { message: 'no', type: 'Lambda:Unhandled' },
    ],
    [
      'a throttle',
      () => Promise.reject(new AwsError('TooManyRequestsException', 'slow down', 429)),
      { message: 'slow down', type: 'Lambda:TooManyRequestsException' },
    ],
  ])('hands %s to the response handler', async (_name, invoke, error) => {
    const { post } = await started({ resolvers, fakes: { lambda: { invoke } } });
    expect((await post('{ thing }')).body).toEqual({ data: { thing: JSON.stringify(error) } });
  });

  it('may not invoke what the role may not', async () => {
    const { post } = await started({ resolvers, allows: () => false });
    expect((await post('{ thing }')).body).toMatchObject({
      data: { thing: expect.stringContaining('AccessDenied') as string },
    });
  });

  it('hides a fault of this machine, and logs it', async () => {
    const invoke = () => Promise.reject(new Error('disk full'));
    const { post, logged } = await started({ resolvers, fakes: { lambda: { invoke } } });
    expect((await post('{ thing }')).body).toMatchObject({
      data: { thing: null },
      errors: [{ message: 'Internal failure' }],
    });
    expect(logged).toEqual([
      expect.objectContaining({ level: 'error', message: expect.stringContaining('disk full') as string }),
    ]);
  });
});

describe('a BatchInvoke', () => {
  const resolvers = {
    'Query.things': { code: answering('["a", "b", "early", "c"].map((id) => ({ id }))') },
    'Thing.link': {
      dataSource: 'function' as const,
      maxBatchSize: 2,
      code: handlers(
        'if (ctx.source.id === "early") runtime.earlyReturn(null); return { operation: "BatchInvoke", payload: ctx.source.id };',
        'if (ctx.error) util.error(ctx.error.message, ctx.error.type); return ctx.result;',
      ),
    },
  };

  it('goes out for several items at once, as many as fit', async () => {
    const payloads: unknown[] = [];
    const invoke = (_arn: string, payload: unknown) => {
      payloads.push(payload);
      return Promise.resolve({ payload: (payload as string[]).map((id) => `/${id}`), logs: '' });
    };
    const { post } = await started({ resolvers, fakes: { lambda: { invoke } } });
    expect((await post('{ things { link } }')).body).toEqual({
      data: { things: [{ link: '/a' }, { link: '/b' }, { link: null }, { link: '/c' }] },
    });
    expect(payloads).toEqual([['a', 'b'], ['c']]);
  });

  it('that is cut off by a fault of this machine leaves none of its items waiting', async () => {
    const invoke = () => Promise.reject(new Error('connection reset'));
    const { post } = await started({ resolvers, fakes: { lambda: { invoke } } });
    const { body } = await post('{ things { link } }');
    expect(body).toMatchObject({ data: { things: [{ link: null }, { link: null }, { link: null }, { link: null }] } });
    expect(body).toMatchObject({ errors: [0, 1, 3].map((at) => ({ path: ['things', at, 'link'] })) });
  });

  it.each([
    ['the whole batch', { payload: { errorMessage: 'down' }, functionError: 'Unhandled' as const, logs: '' }, 'down'],
    ['a list of another size', { payload: ['/a'], logs: '' }, 'list of the same size'],
  ])('fails with %s', async (_name, result, message) => {
    const own = { ...resolvers, 'Query.things': { code: answering('["a", "b"].map((id) => ({ id }))') } };
    const { post } = await started({ resolvers: own, fakes: { lambda: { invoke: () => Promise.resolve(result) } } });
    expect((await post('{ things { link } }')).body).toMatchObject({
      data: { things: [{ link: null }, { link: null }] },
      errors: [{ message: expect.stringContaining(message) as string }, { path: ['things', 1, 'link'] }],
    });
  });
});
