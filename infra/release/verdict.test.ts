import { describe, expect, it } from 'vitest';
import { changes } from './template-diff.ts';
import { readTemplate, type Template } from './template.ts';
import { inWords, judge, places } from './verdict.ts';

const released = readTemplate(places.lastRelease);

function idOf(type: string, property?: string): string {
  const found = Object.entries(released.Resources).find(
    ([, { Type, Properties }]) => Type === type && (property === undefined || property in Properties),
  );
  return found![0];
}

const table = idOf('AWS::DynamoDB::Table');
const photos = idOf('AWS::S3::Bucket', 'BucketName');
const pool = idOf('AWS::Cognito::UserPool');
const queue = idOf('AWS::SQS::Queue', 'RedrivePolicy');

/** The last release, edited. */
function edited(edit: (resources: Template['Resources']) => void): Template {
  const copy = structuredClone(released);
  edit(copy.Resources);
  return copy;
}

/** The last release with other properties of one of its resources. */
function having(id: string, properties: Record<string, unknown>): Template {
  return edited((resources) => Object.assign(resources[id]!.Properties, properties));
}

function without(id: string): Template {
  return { Resources: Object.fromEntries(Object.entries(released.Resources).filter(([each]) => each !== id)) };
}

function renamed(id: string): Template {
  return { Resources: { ...without(id).Resources, [`${id}Renamed`]: released.Resources[id]! } };
}

const verdictOn = (after: Template, notes = '') => judge(released, after, notes);

describe('what people have stored would be lost', () => {
  it.each([
    ['a table under another logical id', renamed(table), table, 'would leave the stack'],
    ['a table that goes', without(table), table, 'would leave the stack'],
    ['a queue under another logical id', renamed(queue), queue, 'would be deleted'],
    ['a table of another type', edited((all) => (all[table]!.Type = 'AWS::DynamoDB::GlobalTable')), table, 'replaced'],
    [
      'another key of the table',
      having(table, { KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }] }),
      table,
      'would be replaced by an empty one: KeySchema',
    ],
    ['another name of the bucket', having(photos, { BucketName: 'photos' }), photos, 'BucketName'],
    [
      'another attribute to sign in with',
      having(pool, { UsernameAttributes: ['phone_number'] }),
      pool,
      'could not be changed so, only be made anew: UsernameAttributes',
    ],
    [
      'another schema of the user pool',
      having(pool, { Schema: [{ Name: 'email', Required: true }] }),
      pool,
      'could not be changed so, only be made anew: Schema',
    ],
    [
      'data that is kept no more',
      edited((all) => (all[table]!.DeletionPolicy = 'Delete')),
      table,
      'would no longer be kept when it goes',
    ],
  ])('by %s', (_what, after, logicalId, fate) => {
    const { untold } = verdictOn(after);
    expect(untold).toEqual([
      { logicalId, type: released.Resources[logicalId]!.Type, fate: expect.stringContaining(fate) as string },
    ]);
    expect(inWords({ told: [], untold })).toContain(`\`${logicalId}\` (${released.Resources[logicalId]!.Type}) `);
  });
});

describe('nothing would be lost', () => {
  it.each([
    ['the same', released],
    ['settings that are changed in place', having(table, { Tags: [{ Key: 'a', Value: 'b' }] })],
    ['a queue that waits longer', having(queue, { VisibilityTimeout: 900 })],
    ['another store', edited((all) => (all['More'] = structuredClone(all[table]!)))],
  ])('by %s', (_what, after) => {
    expect(verdictOn(after)).toEqual({ told: [], untold: [] });
    expect(inWords(verdictOn(after))).toMatch(/^No stateful resource/);
  });

  it('but for what the upgrade notes name', () => {
    const { told, untold } = verdictOn(renamed(table), `Export \`${table}\` first.`);
    expect([told.map(({ logicalId }) => logicalId), untold]).toEqual([[table], []]);
  });
});

it('a log group that is replaced loses nobody’s data', () => {
  const log = (name: string): Template => ({
    Resources: { Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: name } } },
  });
  expect(judge(log('a'), log('b'), '')).toEqual({ told: [], untold: [] });
});

it('names each resource that changes, and what of it', () => {
  const after = having(table, { Tags: [{ Key: 'a', Value: 'b' }] });
  after.Resources['More'] = { Type: 'AWS::SNS::Topic', Properties: {} };
  expect(changes(released, after)).toEqual([
    '- `More` (AWS::SNS::Topic) new',
    `- \`${table}\` (AWS::DynamoDB::Table) changed, Tags`,
  ]);
});
