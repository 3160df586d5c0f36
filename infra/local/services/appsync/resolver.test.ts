import { afterEach, describe, expect, it } from 'vitest';
import { answering, handlers, startApi, type TestApi, type TestApiOptions } from './testing.ts';

const schema = 'type Query { thing(id: ID): String }';

let api: TestApi | undefined;
afterEach(() => api?.stop());

async function started(options: Omit<TestApiOptions, 'schema'>): Promise<TestApi> {
  api = await startApi({ schema, ...options });
  return api;
}

describe('a pipeline', () => {
  const functions = {
    first: {
      dataSource: 'none',
      code: handlers(
        'if (ctx.prev.result.id === "early") runtime.earlyReturn("first left"); ctx.stash.seen = ["first"]; return { payload: ctx.prev.result.id };',
        'return ctx.result + "1";',
      ),
    },
    second: {
      dataSource: 'none',
      code: handlers(
        'if (ctx.prev.result === "end1") runtime.earlyReturn("ended", { skipTo: "END" }); return { payload: ctx.prev.result };',
        'return ctx.result + "2";',
      ),
    },
    third: {
      dataSource: 'none',
      code: handlers('return { payload: null };', 'return ctx.prev.result + "3" + (ctx.stash.seen ?? "");'),
    },
  };
  const resolver = {
    functions: ['first', 'second', 'third'],
    code: handlers(
      'if (ctx.args.id === "skip") runtime.earlyReturn("skipped"); return { id: ctx.args.id };',
      'return ctx.prev.result + "!" + (ctx.result === ctx.prev.result);',
    ),
  };

  it.each([
    ['hands results and the stash on', 'a', 'a123first!true'],
    ['goes on with the next function after an early return', 'early', 'first left23!true'],
    ['ends early when the early return says so', 'end', 'ended!true'],
    ['skips all functions after an early return of its own', 'skip', 'skipped!true'],
  ])('%s', async (_name, id, expected) => {
    const { post } = await started({ functions, resolvers: { 'Query.thing': resolver } });
    expect((await post('query($id: ID) { thing(id: $id) }', { variables: { id } })).body).toEqual({
      data: { thing: expected },
    });
  });
});

describe('a resolver', () => {
  it('leaves out its data source and response after an early return', async () => {
    const code = handlers('runtime.earlyReturn("early");', 'return "late";');
    const { post } = await started({ resolvers: { 'Query.thing': { code } } });
    expect((await post('{ thing }')).body).toEqual({ data: { thing: 'early' } });
  });

  it('appends errors beside its data', async () => {
    const code = handlers('util.appendError("careful", "Warning"); return { payload: "done" };', 'return ctx.result;');
    const { post } = await started({ resolvers: { 'Query.thing': { code } } });
    expect((await post('{ thing }')).body).toMatchObject({
      data: { thing: 'done' },
      errors: [{ path: ['thing'], errorType: 'Warning', message: 'careful', locations: [{ line: 1, column: 3 }] }],
    });
  });

  it('reads environment variables', async () => {
    const { post } = await started({
      api: { EnvironmentVariables: { LIMIT: '5' } },
      resolvers: { 'Query.thing': { code: answering('ctx.env.LIMIT') } },
    });
    expect((await post('{ thing }')).body).toEqual({ data: { thing: '5' } });
  });

  it('cannot build a request that its data source does not know', async () => {
    const code = handlers('return { operation: "TransactWriteItems" };', 'return null;');
    const { post } = await started({ resolvers: { 'Query.thing': { code, dataSource: 'table' } } });
    expect((await post('{ thing }')).body).toMatchObject({ errors: [{ errorType: 'MappingTemplate' }] });
  });
});
