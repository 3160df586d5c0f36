import { expect } from 'vitest';
import { events as service } from '../../infra/local/services/events/index.ts';
import { startFakeCloud, type FakeCloud } from '../../infra/local/testing/fake-cloud.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here } from './evidence.ts';

const events = behavioursOf('EventBridge');
const templates = here(documented('CloudFormation template reference, AWS::Events::Rule'));
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:Jobs';
const apiArn = 'arn:aws:appsync:us-east-1:000000000000:endpoints/graphql-api/abc';

const boot = (Properties: Record<string, unknown>): Promise<FakeCloud> =>
  startFakeCloud({ services: [service], resources: { Arrived: { Type: 'AWS::Events::Rule', Properties } } });

const EventPattern = { source: ['app'] };
const target = (more: Record<string, unknown>) => ({ EventPattern, Targets: [{ Id: 'T', ...more }] });

/** Each stops the boot with these words. */
async function stop(refused: [Record<string, unknown>, string][]): Promise<void> {
  for (const [properties, words] of refused) await expect(boot(properties)).rejects.toThrow(words);
}

events.refuses(
  'Rules on a schedule, rules of a bus that is not in the stack, and pattern operators that are not known, at boot, by name and place',
  templates,
  () =>
    stop([
      [{ ScheduleExpression: 'rate(5 minutes)' }, 'ScheduleExpression is not emulated'],
      [{ EventPattern, EventBusName: 'nowhere' }, 'The bus nowhere of the rule Arrived is not in the stack'],
      [
        { EventPattern: { detail: { x: [{ regex: 'a' }] } } },
        'EventPattern.detail.x: the operator regex is not emulated',
      ],
      [{ EventPattern: { x: [{ numeric: ['=', 6e9] }] } }, '5.0E9'],
      [{ EventPattern: { x: [{ wildcard: 'a**' }] } }, 'two *'],
      [{ EventPattern: { x: 'a' } }, 'EventPattern.x'],
      [{ EventPattern: {} }, 'not empty'],
    ]),
);

events.refuses(
  'Targets other than queues and AppSync APIs, parameters of other targets, AppSync without an operation or a role, wildcards in paths, unknown placeholders, and two kinds of input at once, at boot, by name',
  templates,
  () =>
    stop([
      [target({ Arn: 'arn:aws:sns:us-east-1:000000000000:t' }), 'arn:aws:sns:us-east-1:000000000000:t is not emulated'],
      [target({ Arn: queueArn, SqsParameters: { MessageGroupId: 'g' } }), 'SqsParameters is not emulated'],
      [target({ Arn: apiArn }), 'AppSyncParameters'],
      [target({ Arn: apiArn, AppSyncParameters: { GraphQLOperation: '{ a }' } }), 'needs a RoleArn'],
      [target({ Arn: queueArn, InputPath: '$.detail[*]' }), 'the JSON path $.detail[*] is not emulated'],
      [target({ Arn: queueArn, InputTransformer: { InputTemplate: '{"a":<b>}' } }), 'the placeholder <b> has no path'],
      [target({ Arn: queueArn, Input: '1', InputPath: '$' }), 'only one of Input, InputPath and InputTransformer'],
    ]),
);

events.covers('A rule that is DISABLED matches nothing', templates, async () => {
  const event = {
    version: '0' as const,
    id: '1',
    'detail-type': 't',
    source: 'app',
    account: '000000000000',
    time: '2026-01-02T03:04:05Z',
    region: 'us-east-1',
    resources: [],
    detail: {},
  };
  const accepted = async (State: string) => {
    const local = await boot({ ...target({ Arn: queueArn }), State });
    const { operations } = local.cloud.services.events.prepare('default', [event]);
    await local.stop();
    return operations.length;
  };
  expect([await accepted('ENABLED'), await accepted('DISABLED')]).toEqual([1, 0]);
});
