import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { documented } from './evidence.ts';
import { Probes } from './probes.ts';
import { openTarget, type Target } from './target.ts';

const js = behavioursOf('APPSYNC_JS');
const errorUtilities = documented('AppSync developer guide, Built-in utilities, error utils');
const pipelines = documented('AppSync developer guide, JavaScript resolvers overview');
const runtimeUtilities = documented('AppSync developer guide, Runtime utilities');

let target: Target;
let probes: Probes;
beforeAll(async () => {
  target = await openTarget();
  probes = await Probes.of(target);
});
afterAll(() => target.stop());

const places = ['request', 'response'];

js.covers(
  '`util.error` ends the handler, in the request as in the response, and gives the field null and one error with message, errorType, data and errorInfo',
  errorUtilities,
  async () => {
    for (const at of places) {
      expect(await probes.run('errors', { at, how: 'error' })).toEqual({
        value: null,
        errors: [
          {
            path: ['probes', 'errors'],
            message: 'Wrong',
            errorType: 'Probed',
            data: { a: 1 },
            errorInfo: { at },
            locations: [{ line: 1, column: expect.any(Number) as unknown, sourceName: null }],
          },
        ],
      });
    }
  },
);

js.covers('`util.error` with a message only has errorType, data and errorInfo null', errorUtilities, async () => {
  const { errors } = await probes.run('errors', { at: 'request', how: 'bare' });
  expect(errors).toMatchObject([{ message: 'Wrong', errorType: null, data: null, errorInfo: null }]);
});

js.covers('An error’s data is cut to the field’s selection set; its errorInfo is not', errorUtilities, async () => {
  const { data, errors } = await probes.select('info(input: "error") { json }');
  expect(data['info']).toBeNull();
  expect(errors).toMatchObject([{ data: { json: 'shown' }, errorInfo: { all: 'shown' } }]);
  expect(errors[0]?.['data']).not.toHaveProperty('graphql');
});

js.covers('`util.appendError` adds an error and the field keeps its data', errorUtilities, async () => {
  for (const at of places) {
    expect(await probes.run('errors', { at, how: 'append' })).toMatchObject({
      value: 'data',
      errors: [
        { message: 'Careful', errorType: 'Probed', data: { a: 1 }, errorInfo: { at }, path: ['probes', 'errors'] },
      ],
    });
  }
});

js.covers(
  '`util.unauthorized` denies the field: errorType `Unauthorized`, `Not Authorized to access {field} on type {Type}`',
  documented('AppSync developer guide, Built-in utilities, resolver authorization utils'),
  async () => {
    for (const at of places) {
      expect(await probes.run('errors', { at, how: 'unauthorized' })).toMatchObject({
        value: null,
        errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access errors on type Probes' }],
      });
    }
  },
);

js.covers('An error of one field leaves its siblings their data', errorUtilities, async () => {
  const { data, errors } = await probes.select('errors(input: $input) early', {
    input: JSON.stringify({ at: 'request', how: 'error' }),
  });
  expect(data).toEqual({ errors: null, early: null });
  expect(errors).toHaveLength(1);
});

js.covers(
  '`runtime.earlyReturn` in a request handler answers the field with its value, or null; data source and response handler are left out',
  runtimeUtilities,
  async () => {
    expect(await probes.run('early', 'early')).toEqual({ value: 'early', errors: [] });
    expect(await probes.run('early')).toEqual({ value: null, errors: [] });
  },
);

const first = { from: 'first', prev: { from: 'resolver' }, failed: null };

js.covers(
  'A pipeline hands `ctx.prev.result` from handler to handler; one stash lives through it; its response handler finds the last result in `ctx.result` and `ctx.prev.result`',
  pipelines,
  async () => {
    const second = { from: 'second', result: first, prev: first };
    expect(await probes.json('pipeline', {})).toEqual({
      result: second,
      prev: second,
      seen: ['resolver', 'first', 'second'],
      args: ['input'],
      error: null,
    });
  },
);

js.covers(
  'A function whose data source failed runs its response handler with `ctx.error`, and the pipeline goes on',
  pipelines,
  async () => {
    const { result, seen, error } = await probes.json('pipeline', { first: 'source' });
    expect(seen).toEqual(['resolver', 'first', 'second']);
    expect(result).toMatchObject({ result: { from: 'first', failed: 'DynamoDB:DynamoDbException' } });
    expect(error).toBeNull();
  },
);

js.covers('`util.error` in a function ends the pipeline', pipelines, async () => {
  for (const order of [{ first: 'error' }, { after: 'error' }]) {
    expect(await probes.run('pipeline', order)).toMatchObject({
      value: null,
      errors: [{ message: Object.keys(order)[0], errorType: 'Probed', path: ['probes', 'pipeline'] }],
    });
  }
});

js.covers('`util.appendError` in a function does not end the pipeline', pipelines, async () => {
  const { value, errors } = await probes.run('pipeline', { first: 'append' });
  expect(errors).toMatchObject([{ message: 'first', errorType: 'Probed' }]);
  expect(JSON.parse(String(value))).toMatchObject({ seen: ['resolver', 'first', 'second'] });
});

js.covers(
  '`runtime.earlyReturn` in a function’s request, also with `skipTo: NEXT`, goes on with the next function, which finds the value in `ctx.prev.result`',
  runtimeUtilities,
  async () => {
    for (const how of ['early', 'next']) {
      expect(await probes.json('pipeline', { first: how })).toMatchObject({
        seen: ['resolver', 'second'],
        result: { from: 'second', prev: 'first left' },
      });
    }
  },
);

js.covers(
  '`runtime.earlyReturn` with `skipTo: END` goes on with the pipeline’s response handler',
  runtimeUtilities,
  async () => {
    expect(await probes.json('pipeline', { first: 'end' })).toMatchObject({
      seen: ['resolver'],
      result: 'first ended',
      prev: 'first ended',
    });
  },
);

js.covers(
  '`runtime.earlyReturn` in a pipeline’s request handler leaves out all functions and calls its response handler',
  runtimeUtilities,
  async () => {
    expect(await probes.json('pipeline', { resolver: 'early' })).toMatchObject({
      seen: ['resolver'],
      result: 'left before all functions',
    });
  },
);
