import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeCloud } from '../../testing/fake-cloud.ts';
import type { FakeCloud, FakeCloudOptions } from '../../testing/fake-cloud.ts';
import { sqs } from '../sqs/index.ts';
import { lambda } from './index.ts';

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:photos';

describe('lambda', () => {
  let folder: string;
  let fake: FakeCloud | undefined;

  /** Puts a function's code where its asset would be. */
  async function code(source: string, file = 'index.js') {
    await mkdir(path.join(folder, 'code'), { recursive: true });
    await writeFile(path.join(folder, 'code', file), source);
  }

  const resource = (properties: Record<string, unknown> = {}) => ({
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: 'code' },
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/r',
      Runtime: 'nodejs22.x',
      FunctionName: 'f',
      Timeout: 20,
      ...properties,
    },
  });

  async function boot(properties: Record<string, unknown> = {}, options: Partial<FakeCloudOptions> = {}) {
    const { resources = {} } = options;
    const all = { f: resource(properties), ...resources };
    fake = await startFakeCloud({ services: [sqs, lambda], dataDir: folder, ...options, resources: all });
    const { cloud } = fake;
    return { ...fake, invoke: (event: unknown = {}) => cloud.services.lambda.invoke(arn, event) };
  }

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lambda-'));
    // As in a project of ES modules: the code must not be taken for one because of where it lies.
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  });
  afterEach(async () => {
    await fake?.stop();
    fake = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ['a CommonJS promise', 'index.js', 'exports.handler = async (event) => ({ got: event.n });'],
    [
      'a CommonJS callback',
      'index.js',
      'exports.handler = (event, context, done) => { setTimeout(() => done(null, { got: event.n })); };',
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
      LAMBDA_TASK_ROOT: path.join(folder, 'code'),
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
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
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
    ['an exit', 'exports.handler = () => process.exit(1);', 'Runtime.ExitError', 'Runtime exited'],
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
    expect(payload).toMatchObject({ errorType, errorMessage: expect.stringContaining(words) });
    expect(logged).toContainEqual(expect.objectContaining({ service: 'lambda', level: 'error', function: 'f' }));
  });

  it('stops a function whose time is up, and runs the next request', async () => {
    await code('exports.handler = async (event) => event.hang ? new Promise(() => {}) : "fine";');
    const { invoke } = await boot({ Timeout: 1 });
    const { payload, functionError } = await invoke({ hang: true });
    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({
      errorMessage: expect.stringMatching(/^RequestId: .* Task timed out after 1.00 seconds$/),
    });
    expect(await invoke()).toMatchObject({ payload: 'fine' });
  });

  it('stops a function that never yields, too', async () => {
    await code('exports.handler = async () => { for (;;); };');
    const { invoke } = await boot({ Timeout: 1 });
    expect(await invoke()).toMatchObject({ functionError: 'Unhandled' });
  });

  it('refuses a request over 6 MB, and a function it does not have', async () => {
    await code('exports.handler = async () => 1;');
    const { invoke, cloud } = await boot();
    await expect(invoke('x'.repeat(7e6))).rejects.toMatchObject({ code: 'RequestTooLargeException', status: 413 });
    await expect((async () => cloud.services.lambda.invoke(`${arn}2`, {}))()).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });

  it('keeps what the function printed, by request', async () => {
    await code('exports.handler = async ({ n }) => { console.warn("photo %d", n); process.stdout.write("raw\\n"); };');
    const { invoke, logged } = await boot();
    expect(await invoke({ n: 1 })).toEqual({ payload: null, logs: 'photo 1\nraw\n' });
    expect(logged).toContainEqual(
      expect.objectContaining({ service: 'lambda', level: 'warn', message: 'photo 1', requestId: expect.any(String) }),
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

  it('runs at most eight at once and lets others wait', async () => {
    await code(identity);
    const { invoke } = await boot();
    const results = await Promise.all(Array.from({ length: 12 }, () => invoke({ wait: 20 })));
    expect(results.every(({ functionError }) => functionError === undefined)).toBe(true);
    expect(new Set(threads(results)).size).toBeLessThanOrEqual(8);
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
    const { invoke, clock } = await boot();
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
    const provider = resource({ FunctionName: 'provider', Runtime: 'python3.13' });
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

  describe('over HTTP', () => {
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20201122/us-east-1/lambda/aws4_request' };
    const call = (endpoint: string, body: string, more = {}, name = 'f') =>
      fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, {
        method: 'POST',
        headers: { ...headers, ...more },
        body,
      });

    it('answers with the payload, the error and the logs', async () => {
      await code(
        'exports.handler = async ({ fail }) => { console.log("hi"); if (fail) throw new Error("no"); return "yes"; };',
      );
      const { client, asked } = await boot();
      const good = await call(client.endpoint, '{}', { 'x-amz-log-type': 'Tail' }, encodeURIComponent(arn));
      expect([good.status, await good.json()]).toEqual([200, 'yes']);
      expect(Buffer.from(good.headers.get('x-amz-log-result') ?? '', 'base64').toString()).toBe('hi\n');
      const bad = await call(client.endpoint, '{"fail":true}');
      expect([bad.status, bad.headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
      expect(await bad.json()).toMatchObject({ errorMessage: 'no' });
      expect(asked).toContainEqual(
        expect.objectContaining({ permission: { action: 'lambda:InvokeFunction', resource: arn } }),
      );
    });

    it.each([
      ['an asynchronous call', '{}', { 'x-amz-invocation-type': 'Event' }, 'f', 400, 'InvalidParameterValueException'],
      ['a body that is not JSON', '{', {}, 'f', 400, 'InvalidRequestContentException'],
      ['an unknown function', '{}', {}, 'ghost', 404, 'ResourceNotFoundException'],
    ])('refuses %s', async (_name, body, more, name, status, code_) => {
      await code('exports.handler = async () => 1;');
      const { client } = await boot();
      const response = await call(client.endpoint, body, more, name);
      expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([status, code_]);
    });
  });

  describe('with a queue', () => {
    const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'photos', VisibilityTimeout: 30 } };
    const mapping = (properties: Record<string, unknown> = {}) => ({
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: queueArn,
        FunctionName: 'f',
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
        ...properties,
      },
    });
    /** Prints each record; then does what the body says, the first time the message comes. */
    const consumer = `
      exports.handler = async ({ Records }) => {
        const failures = [];
        for (const record of Records) {
          console.log(JSON.stringify(record));
          const first = record.attributes.ApproximateReceiveCount === '1';
          if (first && record.body === 'throw') throw new Error('no');
          if (first && record.body === 'malformed') return { batchItemFailures: [{ itemIdentifier: 'unknown' }] };
          if (first && record.body === 'partial') failures.push({ itemIdentifier: record.messageId });
        }
        return { batchItemFailures: failures };
      };`;

    const bootQueue = async (properties: Record<string, unknown> = {}, options: Partial<FakeCloudOptions> = {}) => {
      await code(consumer);
      const { cloud, clock, logged } = await boot(
        {},
        { resources: { queue, mapping: mapping(properties) }, ...options },
      );
      const records = () =>
        logged
          .filter(({ message }) => message.startsWith('{"messageId"'))
          .map(({ message }) => JSON.parse(message) as Record<string, unknown>);
      const send = (body: string) => cloud.services.sqs.sendMessage(queueArn, body);
      const left = async () => {
        clock.advance(31_000);
        const signal = AbortSignal.timeout(200);
        return (await cloud.services.sqs.receiveMessages(queueArn, 10, signal)).length;
      };
      return { records, send, clock, left, logged };
    };

    it('hands over what SQS gave, and deletes what is done', async () => {
      const { records, send, left } = await bootQueue();
      await send('photo');
      await expect.poll(records).toHaveLength(1);
      expect(records()[0]).toMatchObject({
        body: 'photo',
        eventSource: 'aws:sqs',
        eventSourceARN: queueArn,
        awsRegion: 'us-east-1',
        md5OfBody: createHash('md5').update('photo').digest('hex'),
        messageAttributes: {},
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.any(String),
          SenderId: expect.any(String),
          ApproximateFirstReceiveTimestamp: expect.any(String),
        },
      });
      expect(await left()).toBe(0);
    });

    it.each(['throw', 'partial', 'malformed'])('lets a message come again after: %s', async (body) => {
      const { records, send, clock } = await bootQueue();
      await send(body);
      await expect.poll(records).toHaveLength(1);
      await expect.poll(() => (clock.advance(31_000), records().length), { interval: 100 }).toBe(2);
      expect(records()[1]).toMatchObject({ body, attributes: { ApproximateReceiveCount: '2' } });
    });

    it('gathers a batch, until it is full or its window closes', async () => {
      const { records, logged, send, clock } = await bootQueue({ BatchSize: 3, MaximumBatchingWindowInSeconds: 60 });
      for (const body of ['a', 'b', 'c']) await send(body);
      await expect.poll(records).toHaveLength(3);
      const requests = logged.flatMap(({ requestId }) => (typeof requestId === 'string' ? [requestId] : []));
      expect(new Set(requests).size).toBe(1);
      await send('d');
      await expect.poll(() => (clock.advance(60_000), records().length), { interval: 100 }).toBe(4);
    });

    it('needs a role that may poll', async () => {
      const allows: FakeCloudOptions['allows'] = (_principal, { action }) => action !== 'sqs:DeleteMessage';
      await expect(bootQueue({}, { allows })).rejects.toMatchObject({ code: 'AccessDeniedException' });
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['filters', { FilterCriteria: { Filters: [] } }, 'FilterCriteria is not emulated'],
      ['a stream', { EventSourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/1' }, 'only queues'],
      ['a function that is not there', { FunctionName: 'ghost' }, 'Function not found: ghost'],
    ])('stops the boot at %s', async (_name, properties, words) => {
      await expect(bootQueue(properties)).rejects.toThrow(words);
    });
  });
});
