import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { verdictOn, verdicts } from './failures.ts';

const { resolve } = createRequire(import.meta.url);

/** The names of the errors that the SDK's model says an operation answers with. */
function modelled(client: string, operation: string): string[] {
  const folder = path.join(path.dirname(resolve(`@aws-sdk/${client}/package.json`)), 'dist-types/commands');
  const file = readdirSync(folder).find((name) => name === `${operation}Command.d.ts`);
  const text = readFileSync(path.join(folder, file ?? ''), 'utf8');
  const names = [...text.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name = '']) => name);
  return names.filter((name) => !name.endsWith('ServiceException'));
}

const named = (name: string) => Object.assign(new Error('no'), { name });

describe('the table of errors', () => {
  it.each([
    ['client-rekognition', 'DetectLabels', 8],
    ['client-s3', 'GetObject', 2],
    ['client-s3', 'HeadObject', 1],
    ['client-s3', 'PutObject', 4],
    ['client-dynamodb', 'GetItem', 6],
    ['client-dynamodb', 'UpdateItem', 10],
    ['client-dynamodb', 'BatchWriteItem', 8],
    ['client-eventbridge', 'PutEvents', 1],
  ])('names all that %s knows of %s', (client, operation, count) => {
    const names = modelled(client, operation);
    expect(names).toHaveLength(count);
    expect(names.filter((name) => !verdicts.has(name))).toEqual([]);
  });

  it.each([
    ['InvalidImageFormatException', 'reject'],
    ['ImageTooLargeException', 'reject'],
    ['InvalidParameterException', 'fail'],
    ['ValidationException', 'fail'],
    ['SlowDown', 'retry'],
    ['AccessDenied', 'retry'],
    ['SomethingNobodyHasHeardOf', 'retry'],
  ])('%s: %s', (name, kind) => {
    expect(verdictOn(named(name)).kind).toBe(kind);
  });

  it('tries again what is no error at all', () => {
    expect(verdictOn('a text').kind).toBe('retry');
  });
});
