import { afterAll, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, here } from './evidence.ts';
import { Probes } from './probes.ts';
import { openTarget, type Target } from './target.ts';

const js = behavioursOf('APPSYNC_JS');
const lambda = documented('AppSync developer guide, JavaScript resolver function reference for Lambda');
const tutorial = documented('AppSync developer guide, Using AWS Lambda resolvers');

let target: Target;
let probes: Probes;
beforeAll(async () => {
  target = await openTarget();
  probes = await Probes.of(target);
});
afterAll(() => target.stop());

const invoke = (request: object) => probes.json('lambdaInvoke', request);

js.covers(
  'Invoke sends the payload as the function’s event, and `ctx.result` is its answer',
  assumed('the developer guide also says that the whole request is sent; resolvers in use say the payload'),
  async () => {
    const payload = { id: 'a', list: [1, null], deep: { text: 'ü' } };
    expect(await invoke({ operation: 'Invoke', payload })).toEqual({ result: { received: payload }, error: null });
  },
);

js.covers(
  'A function that throws sets `ctx.error`: type `Lambda:Unhandled` whatever the class, the thrown message; the response handler runs',
  tutorial,
  async () => {
    expect(await invoke({ operation: 'Invoke', payload: { fail: 'out of reach' } })).toEqual({
      result: null,
      error: { type: 'Lambda:Unhandled', message: 'out of reach' },
    });
  },
);

js.covers(
  'A failure of the call itself, such as a throttle, sets `ctx.error` with the type `Lambda:` and Lambda’s code',
  here(assumed('the guide names `Lambda:Unhandled` only')),
  async () => {
    const error = { code: 'TooManyRequestsException', status: 429, message: 'Rate Exceeded.' };
    target.local.cloud.faults.set([{ service: 'lambda', operation: '*', times: 1, effect: { error } }]);
    expect(await invoke({ operation: 'Invoke', payload: {} })).toEqual({
      result: null,
      error: { type: 'Lambda:TooManyRequestsException', message: 'Rate Exceeded.' },
    });
  },
);

const items = z.array(z.object({ id: z.string(), batch: z.string().nullable() }));

async function batch(orders: object[]) {
  const { data, errors } = await probes.select('items(input: $input) { id batch }', { input: JSON.stringify(orders) });
  return { batches: items.parse(data['items']).map((item) => item.batch), errors };
}

js.covers(
  'BatchInvoke sends the payloads of a list’s fields in one event, at most MaxBatchSize of them, and hands each element of the answer to the field at its place',
  lambda,
  async () => {
    const { batches, errors } = await batch(['a', 'b', 'c', 'd', 'e'].map((id) => ({ id })));
    expect(errors).toEqual([]);
    const sizes = batches.map((text, i) => {
      const [, id, size] = /^(\w) in a batch of (\d)$/.exec(String(text)) ?? [];
      expect(id).toBe('abcde'[i]);
      return Number(size);
    });
    expect(Math.max(...sizes)).toBe(3);
  },
);

js.covers(
  'BatchInvoke hands elements on as they are: one with `data`, `errorMessage` and `errorType` for the response handler to raise, or null',
  lambda,
  async () => {
    const { batches, errors } = await batch([
      { id: 'a' },
      { id: 'b', error: 'no such photo' },
      { id: 'c', nothing: true },
    ]);
    expect(batches).toEqual(['a in a batch of 3', null, 'null']);
    expect(errors).toMatchObject([
      { path: ['probes', 'items', 1, 'batch'], message: 'no such photo', errorType: 'Probed', data: null },
    ]);
  },
);

js.covers('A function that throws fails every field of its batch', tutorial, async () => {
  const { batches, errors } = await batch([{ id: 'a' }, { id: 'b', fail: 'down' }]);
  expect(batches).toEqual([null, null]);
  expect(errors).toMatchObject([
    { path: ['probes', 'items', 0, 'batch'], message: 'down', errorType: 'Lambda:Unhandled' },
    { path: ['probes', 'items', 1, 'batch'], message: 'down', errorType: 'Lambda:Unhandled' },
  ]);
});

js.covers('An answer of another size than its batch fails every field of it', lambda, async () => {
  const { batches, errors } = await batch([{ id: 'a' }, { id: 'b', short: true }]);
  expect(batches).toEqual([null, null]);
  expect(errors).toMatchObject([{ path: ['probes', 'items', 0, 'batch'] }, { path: ['probes', 'items', 1, 'batch'] }]);
});

js.covers(
  'BatchInvoke without a MaxBatchSize fails the field with errorType `MappingTemplate`',
  here(assumed('the guide says that the size has to be configured, not what happens else')),
  async () => {
    const { value, errors } = await probes.run('lambdaInvoke', { operation: 'BatchInvoke', payload: {} });
    expect(value).toBeNull();
    expect(errors).toMatchObject([{ errorType: 'MappingTemplate' }]);
  },
);

js.refuses(
  'The invocation type `Event` fails the field with errorType `MappingTemplate`',
  here(documented('AppSync developer guide, Troubleshooting and common mistakes')),
  async () => {
    const request = { operation: 'Invoke', invocationType: 'Event', payload: {} };
    const { value, errors } = await probes.run('lambdaInvoke', request);
    expect(value).toBeNull();
    expect(errors).toMatchObject([{ errorType: 'MappingTemplate' }]);
  },
);
