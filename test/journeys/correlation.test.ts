import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from '../../client/api/api.ts';
import { announced, another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';
import { logLines } from '../support/telemetry.ts';

let stack: Stack;
let alice: Person;
beforeAll(async () => {
  stack = await Stack.start();
  alice = await stack.person('alice');
});
afterAll(() => stack.stop());

const ofClient = /^[0-9a-f]{16}$/;
const ofService = /^[0-9a-f]{8}-[0-9a-f]{4}-/;
const down = { error: { code: 'InternalServerError', status: 500 } };

/** Which functions wrote of something under an id, by the beginnings of their names. */
function wroteOf(correlationId: string): string {
  const lines = logLines(stack.printed).filter((line) => line.correlation_id === correlationId);
  return lines.map(({ function_name: name, message }) => `${name}: ${message}`).join('\n');
}

/** A request as it goes over the wire, with headers of a test's own. */
async function ask(query: string, variables: object, headers: Record<string, string>) {
  const response = await fetch(stack.output('GraphqlUrl'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: alice.accessToken, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as {
    data?: Record<string, unknown>;
    errors?: { errorType: string; errorInfo: { correlationId?: string } | null }[];
  };
}

const announce = `mutation ($files: [UploadInput!]!) {
  createUploads(files: $files) { analysis { id correlationId } }
}`;

describe('one id', () => {
  it('goes from the request that announces a photo through every log to every version that is pushed', async () => {
    const photo = another(pastoral);
    const click = 'a-click-0001';
    const [upload] = await alice.api.createUploads([announced(photo)], click);
    const { id } = upload!.analysis;
    expect(upload?.analysis.correlationId).toBe(click);
    await send(alice.api, photo);
    expect(await pushedEnd(alice, id)).toMatchObject({ status: 'COMPLETED', correlationId: click });
    const versions = alice.pushed.filter((each) => each.id === id);
    expect(new Set(versions.map(({ correlationId }) => correlationId))).toEqual(new Set([click]));
    await until(() => (/AnalyzeImage.*: A photo has ended/.test(wroteOf(click)) ? true : undefined));
    expect(wroteOf(click)).toMatch(/CreateUploads.*: Answered/);
    expect((await alice.api.analysis(id))?.correlationId).toBe(click);
  });

  it('is the later request’s when a photo is looked at again, and stays when an operator has it redriven', async () => {
    stack.cloud.faults.set([
      { service: 'rekognition', operation: 'DetectLabels', effect: { error: { code: 'InvalidParameterException' } } },
    ]);
    const { id, correlationId } = await send(alice.api, another(pastoral));
    await pushedEnd(alice, id);
    const again = await alice.api.retryAnalysis(id);
    expect(again.correlationId).toMatch(ofClient);
    expect(again.correlationId).not.toBe(correlationId);
    const failed = await until(() =>
      alice.pushed.find((each) => each.id === id && each.version > again.version && each.status === 'FAILED'),
    );
    expect(failed.correlationId).toBe(again.correlationId);
    stack.cloud.faults.set([]);
    const done = await until(async () => {
      await stack.redrive();
      return alice.pushed.find((each) => each.id === id && each.status === 'COMPLETED');
    });
    expect(done.correlationId).toBe(again.correlationId);
  });

  it.each([
    ['none', {}],
    ['one that is too short', { 'x-correlation-id': 'short' }],
    ['one with other characters', { 'x-correlation-id': 'alice@example.com <b>' }],
    ['one that is too long', { 'x-correlation-id': 'x'.repeat(65) }],
  ])('is made by the service when a request names %s', async (_what, headers: Record<string, string>) => {
    const { data } = await ask(announce, { files: [announced(another(pastoral))] }, headers);
    expect(data).toMatchObject({
      createUploads: [{ analysis: { correlationId: expect.stringMatching(ofService) as string } }],
    });
  });
});

describe('an error', () => {
  const click = { 'x-correlation-id': 'a-click-0002' };

  it('that is a refusal says the id, and the log says the refusal’s code under it', async () => {
    const { errors } = await ask(announce, { files: [{ ...announced(pastoral), size: 0 }] }, click);
    expect(errors?.[0]).toMatchObject({
      errorType: 'InvalidInput',
      errorInfo: { correlationId: click['x-correlation-id'] },
    });
    await until(() => logLines(stack.printed).find((line) => line.correlation_id === 'a-click-0002'));
    expect(logLines(stack.printed).find((line) => line.correlation_id === 'a-click-0002')).toMatchObject({
      message: 'Refused',
      code: 'InvalidInput',
    });
  });

  it('that is a fault says it too, and the log says what it was', async () => {
    const operations = ['UpdateItem', 'PutItem', 'GetItem', 'BatchGetItem'];
    stack.cloud.faults.set(operations.map((operation) => ({ service: 'dynamodb', operation, effect: down })));
    const fault = { 'x-correlation-id': 'a-click-0003' };
    const { errors } = await ask(announce, { files: [announced(another(pastoral))] }, fault);
    const read = await ask('{ usage { used } }', {}, fault);
    stack.cloud.faults.set([]);
    for (const error of [errors?.[0], read.errors?.[0]]) {
      expect(error).toMatchObject({ errorType: 'InternalError', errorInfo: { correlationId: 'a-click-0003' } });
    }
    expect(
      await until(() => logLines(stack.printed).find((line) => line.correlation_id === 'a-click-0003')),
    ).toMatchObject({
      level: 'ERROR',
      message: 'The function failed',
      code: 'InternalServerError',
    });
  });

  it('of a request that got no answer has the id that it went out with', async () => {
    const token = () => Promise.resolve(alice.accessToken);
    const nowhere = createApi({ graphqlUrl: 'http://127.0.0.1:9/graphql', token, WebSocket });
    await expect(nowhere.createUploads([], 'a-click-0004')).rejects.toMatchObject({
      errorType: 'NetworkError',
      correlationId: 'a-click-0004',
    });
    await expect(alice.api.deleteAnalysis('none')).rejects.toMatchObject({
      errorType: 'NotFound',
      correlationId: expect.stringMatching(ofClient) as string,
    });
  });
});
