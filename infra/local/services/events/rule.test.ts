import { describe, expect, test } from 'vitest';
import { startFakeCloud } from '../../testing/fake-cloud.ts';
import type { BusEvent } from '../service.ts';
import { events } from './index.ts';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:Jobs';
const apiArn = 'arn:aws:appsync:us-east-1:000000000000:endpoints/graphql-api/abc';

const rule = (Properties: Record<string, unknown>) => ({ Type: 'AWS::Events::Rule', Properties });
const target = (more: Record<string, unknown>) => ({ EventPattern: { a: [1] }, Targets: [{ Id: 'T', ...more }] });
const boot = (resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>) =>
  startFakeCloud({ services: [events], resources });

describe('the template', () => {
  test.each([
    [{ ScheduleExpression: 'rate(5 minutes)' }, 'ScheduleExpression is not emulated'],
    [{ EventPattern: { source: [{ regex: 'x' }] } }, 'Mine: EventPattern.source: the operator regex is not emulated'],
    [{ EventPattern: { a: [1] }, EventBusName: 'nowhere' }, 'The bus nowhere'],
    [target({ Arn: 'arn:aws:lambda:x' }), 'arn:aws:lambda:x is not emulated'],
    [target({ Arn: apiArn }), 'AppSyncParameters'],
    [target({ Arn: apiArn, AppSyncParameters: { GraphQLOperation: '{a}' } }), 'needs a RoleArn'],
    [target({ Arn: queueArn, SqsParameters: {} }), 'Targets.0.SqsParameters is not emulated'],
    [target({ Arn: queueArn, InputPath: '$.a[*]' }), '$.a[*]'],
  ])('%j stops the boot', async (properties, complaint) => {
    await expect(boot({ Mine: rule(properties) })).rejects.toThrow(complaint);
  });

  test('a disabled rule matches nothing', async () => {
    const about = { 'detail-type': 't', source: 's', account: '', time: '', region: '', resources: [], detail: {} };
    const event: BusEvent = { version: '0', id: '1', ...about };
    const matched = async (State: string) => {
      const properties = { EventPattern: { source: ['s'] }, Targets: [{ Id: 'T', Arn: queueArn }], State };
      const local = await boot({ Mine: rule(properties) });
      const { operations } = local.cloud.services.events.prepare('default', [event]);
      await local.stop();
      return operations.length;
    };
    expect(await matched('ENABLED')).toBe(1);
    expect(await matched('DISABLED')).toBe(0);
  });

  test('gives the ARN and the name of a bus and a rule', async () => {
    const local = await boot({
      Changes: { Type: 'AWS::Events::EventBus', Properties: { Name: 'changes' } },
      Ours: rule({ EventPattern: { a: [1] }, EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/changes' }),
      Default: rule({ EventPattern: { a: [1] }, Name: 'named' }),
    });
    expect(local.resource('Changes')).toMatchObject({
      ref: 'changes',
      attributes: { Name: 'changes', Arn: 'arn:aws:events:us-east-1:000000000000:event-bus/changes' },
    });
    expect(local.resource('Ours')).toMatchObject({
      ref: 'changes|Ours',
      attributes: { Arn: 'arn:aws:events:us-east-1:000000000000:rule/changes/Ours' },
    });
    expect(local.resource('Default')).toMatchObject({
      ref: 'named',
      attributes: { Arn: 'arn:aws:events:us-east-1:000000000000:rule/named' },
    });
    await local.stop();
  });
});
