import os from 'node:os';
import { describe, expect, it } from 'vitest';
import type { FakeCloudOptions } from '../../testing/fake-cloud.ts';
import { sqs } from '../sqs/index.ts';
import { lambda } from './index.ts';
import { arn, functionResource, lambdaBench } from './testing.ts';

describe('lambda', () => {
  const { code, boot, taskRoot } = lambdaBench();

  it.each([
    ['a CommonJS promise', 'index.js', 'exports.handler = async (event) => ({ got: event.n });'],
    [
      'a CommonJS callback',
      'index.js',
      'exports.handler = (event, context, done) => { setTimeout(() => done(null, { got: event.n })); };',
    ],
    [
      'dynamic imports',
      'index.js',
      'exports.handler = async ({ n }) => ({ got: (await import("node:path")).resolve("/", String(n)).length + 1 });',
    ],
    ['an ES module', 'index.mjs', 'export const handler = async ({ n }) => ({ got: n });'],
  ])('runs %s', async (_name, file, source) => {
    await code(source, file);
    const { invoke } = await boot();
    expect(await invoke({ n: 3 })).toEqual({ payload: { got: 3 }, logs: '' });
  });

  it('gives the function its own environment and nothing of this machine’s', async () => {
    await code('exports.handler = async () => process.env;');
    const { invoke, client } = await boot({
      Environment: { Variables: { TABLE: 't', NODE_OPTIONS: '--enable-source-maps' } },
    });
    const { payload } = await invoke();
    expect(payload).toMatchObject({
      TABLE: 't',
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: client.endpoint,
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      LAMBDA_TASK_ROOT: taskRoot(),
      _HANDLER: 'index.handler',
      TZ: ':UTC',
    });
    const own = ['TABLE', 'NODE_OPTIONS', 'LANG', 'TZ', 'LAMBDA_TASK_ROOT', '_HANDLER'];
    const names = Object.keys(payload as Record<string, string>);
    expect(names.filter((name) => !name.startsWith('AWS_') && !own.includes(name))).toEqual([]);
  });

  it('gives the handler its context', async () => {
    await code('exports.handler = async (_, c) => ({ ...c, left: c.getRemainingTimeInMillis() });');
    const { invoke } = await boot();
    const { payload } = await invoke();
    expect(payload).toMatchObject({
      functionName: 'f',
      invokedFunctionArn: arn,
      functionVersion: '$LATEST',
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      callbackWaitsForEmptyEventLoop: true,
    });
    expect(payload).toHaveProperty('left', expect.any(Number));
  });

  it.each([
    ['an error', 'exports.handler = async () => { throw new RangeError("too far"); };', 'RangeError', 'too far'],
    [
      'an error given to the callback',
      'exports.handler = (e, c, done) => done(new TypeError("no"));',
      'TypeError',
      'no',
    ],
    ['text', 'exports.handler = async () => { throw "words"; };', 'string', 'words'],
    ['what JSON cannot hold', 'exports.handler = async () => 1n;', 'Runtime.MarshalError', 'stringify'],
    ['code that does not load', 'throw new Error("broken");', 'Error', 'broken'],
    ['code that does not parse', 'exports.handler = (', 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
    ['a missing import', 'require("not-there");', 'Runtime.ImportModuleError', 'not-there'],
    ['no handler', 'exports.other = 1;', 'Runtime.HandlerNotFound', 'index.handler is undefined'],
    ['an exit', 'exports.handler = () => process.exit(1);', 'Runtime.ExitError', 'exit status 1'],
    [
      'an unhandled rejection',
      'exports.handler = () => { Promise.reject(new Error("lost")); return new Promise(() => {}); };',
      'Error',
      'lost',
    ],
    [
      'too much memory',
      'exports.handler = async () => { const all = []; for (;;) all.push(Array(1e5).fill({})); };',
      'Runtime.ExitError',
      'killed',
    ],
    [
      'an answer over 6 MB',
      'exports.handler = async () => "x".repeat(7e6);',
      'Function.ResponseSizeTooLarge',
      'exceeded',
    ],
  ])('reports %s as Lambda does', async (_name, source, errorType, words) => {
    await code(source);
    const { invoke, logged } = await boot();
    const { functionError, payload } = await invoke();
    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({ errorType, errorMessage: expect.stringContaining(words) as string });
    expect(logged).toContainEqual(expect.objectContaining({ service: 'lambda', level: 'error', function: 'f' }));
  });

  it('stops a function whose time is up, and runs the next request', async () => {
    await code('exports.handler = async (event) => event.hang ? new Promise(() => {}) : "fine";');
    const { invoke } = await boot({ Timeout: 1 });
    const { payload, functionError } = await invoke({ hang: true });
    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({
      errorMessage: expect.stringMatching(/^RequestId: .* Task timed out after 1.00 seconds$/) as string,
    });
    expect(await invoke()).toMatchObject({ payload: 'fine' });
  });

  it('stops a function that never yields, too', async () => {
    await code('exports.handler = async () => { for (;;); };');
    const { invoke } = await boot({ Timeout: 1 });
    expect(await invoke()).toMatchObject({ functionError: 'Unhandled' });
  });

  it('stops a function that never ends loading', { timeout: 30_000 }, async () => {
    await code('for (;;);');
    const { invoke } = await boot({ Timeout: 1 });
    expect(await invoke()).toMatchObject({ payload: { errorType: 'Sandbox.Timedout' } });
  });

  it('refuses a request over 6 MB, and a function it does not have', async () => {
    await code('exports.handler = async () => 1;');
    const { invoke, cloud } = await boot();
    await expect(invoke('x'.repeat(7e6))).rejects.toMatchObject({
      code: 'RequestEntityTooLargeException',
      status: 413,
    });
    await expect((async () => cloud.services.lambda.invoke(`${arn}2`, {}))()).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });

  it('keeps what the function printed, by request', async () => {
    await code('exports.handler = async ({ n }) => { console.warn("photo %d", n); process.stdout.write("raw\\n"); };');
    const { invoke, logged } = await boot();
    expect(await invoke({ n: 1 })).toEqual({ payload: null, logs: 'photo 1\nraw\n' });
    expect(logged).toContainEqual(
      expect.objectContaining({
        service: 'lambda',
        level: 'warn',
        message: 'photo 1',
        requestId: expect.any(String) as string,
      }),
    );
  });

  const identity = `
    const { threadId } = require('node:worker_threads');
    let count = 0;
    exports.handler = async ({ wait = 0 }) => {
      count += 1;
      await new Promise((resolve) => setTimeout(resolve, wait));
      return { threadId, count };
    };`;
  const threads = (results: { payload: unknown }[]) =>
    results.map(({ payload }) => (payload as { threadId: number }).threadId);

  it('reuses a warm instance, and starts another for a request beside it', async () => {
    await code(identity);
    const { invoke } = await boot();
    const one = await invoke();
    const two = await invoke();
    expect(threads([two])).toEqual(threads([one]));
    expect(two.payload).toMatchObject({ count: 2 });
    expect(new Set(threads(await Promise.all([invoke({ wait: 100 }), invoke({ wait: 100 })]))).size).toBe(2);
  });

  it('runs one more at once than there are cores, eight at most, and lets others wait', async () => {
    await code(identity);
    const { invoke } = await boot();
    const results = await Promise.all(Array.from({ length: 12 }, () => invoke({ wait: 20 })));
    expect(results.every(({ functionError }) => functionError === undefined)).toBe(true);
    expect(new Set(threads(results)).size).toBe(Math.min(8, os.availableParallelism() + 1));
  });

  it('throttles over the reserved concurrency', async () => {
    await code(identity);
    const { invoke } = await boot({ ReservedConcurrentExecutions: 1 });
    const first = invoke({ wait: 50 });
    await expect(invoke()).rejects.toMatchObject({ code: 'TooManyRequestsException', status: 429 });
    await first;
    expect(await invoke()).toMatchObject({ payload: { count: 2 } });
  });

  it('gives idle instances back but one', async () => {
    await code(identity);
    const { invoke, clock } = await boot({ ReservedConcurrentExecutions: 4 });
    const many = () => Promise.all(Array.from({ length: 4 }, () => invoke({ wait: 50 })));
    const before = new Set(threads(await many()));
    clock.advance(61_000);
    const after = threads(await many());
    expect(after.filter((thread) => before.has(thread))).toHaveLength(1);
  });

  it('lives in the local cloud’s time', async () => {
    await code('exports.handler = async () => [Date.now(), +new Date(), new Date() instanceof Date, +new Date(5)];');
    const { invoke, clock } = await boot();
    clock.advance(86_400_000);
    const start = clock.now();
    const [now, created, isDate, fixed] = (await invoke()).payload as [number, number, boolean, number];
    for (const time of [now, created]) {
      expect(time).toBeGreaterThanOrEqual(start - 1);
      expect(time).toBeLessThanOrEqual(clock.now() + 1);
    }
    expect([isDate, fixed]).toEqual([true, 5]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['another runtime', { Runtime: 'python3.13' }, 'only Node.js functions'],
    ['inline code', { Code: { ZipFile: 'exports.handler = 1' } }, 'ZipFile'],
    ['layers', { Layers: ['arn:aws:lambda:us-east-1:000000000000:layer:l:1'] }, 'Layers is not emulated'],
    ['a VPC', { VpcConfig: { SubnetIds: [] } }, 'VpcConfig is not emulated'],
  ])('stops the boot at %s', async (_name, properties, words) => {
    await expect(boot(properties)).rejects.toThrow(words);
  });

  it('leaves a function alone that only a custom resource uses', async () => {
    await code('exports.handler = async () => 1;');
    const provider = functionResource({ FunctionName: 'provider', Runtime: 'python3.13' });
    const custom = { Type: 'Custom::Thing', Properties: { ServiceToken: arn.replace(/f$/, 'provider') } };
    const kind = { type: 'Custom::Thing', identify: () => ({ ref: 'thing', attributes: {} }) };
    const other = { name: 'other', kinds: [kind], start: () => Promise.resolve({ stop: () => Promise.resolve() }) };
    const { invoke } = await boot({}, { services: [other, sqs, lambda], resources: { provider, custom } });
    expect(await invoke()).toMatchObject({ payload: 1 });
  });

  it('may run only as a role that trusts it', async () => {
    const allows: FakeCloudOptions['allows'] = (_principal, { action }) => action !== 'sts:AssumeRole';
    await expect(boot({}, { allows })).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });
});
