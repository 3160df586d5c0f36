import { afterEach, describe, expect, test } from 'vitest';
import { startFakeCloud, type FakeCloud, type FakeCloudOptions } from '../../testing/fake-cloud.ts';
import { AwsError, type ResourceKind, type Service } from '../service.ts';
import { scheduler } from './index.ts';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:Sweep';
const minute = 60_000;

const functionKind: ResourceKind = {
  type: 'AWS::Lambda::Function',
  identify: ({ logicalId }) => ({ ref: logicalId, attributes: { Arn: functionArn } }),
};
const functions: Service = {
  name: 'lambda',
  kinds: [functionKind],
  start: () => Promise.resolve({ stop: () => Promise.resolve() }),
};

const schedule = (properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    FlexibleTimeWindow: { Mode: 'OFF' },
    ScheduleExpression: 'rate(1 minute)',
    Target: { Arn: functionArn, RoleArn: 'arn:aws:iam::000000000000:role/scheduler', Input: '{"sweep":true}' },
    ...properties,
  },
});

let local: FakeCloud;
afterEach(() => local.stop());

/** Boots with one schedule; gives what its function was invoked with. */
async function boot(properties: Record<string, unknown> = {}, options: Partial<FakeCloudOptions> = {}) {
  const invoked: unknown[] = [];
  const failures: Error[] = [];
  const invokeAsync = (_arn: string, payload: unknown) => {
    const failure = failures.shift();
    if (failure) return Promise.reject(failure);
    invoked.push(payload);
    return Promise.resolve();
  };
  local = await startFakeCloud({
    services: [functions, scheduler],
    resources: { Sweep: { Type: functionKind.type }, Often: schedule(properties) },
    fakes: { lambda: { invokeAsync, invoke: () => Promise.reject(new Error('not asked for')) } },
    ...options,
  });
  return { invoked, failures };
}

describe('a rate', () => {
  test('runs at once and then in every period', async () => {
    const { invoked } = await boot();
    await expect.poll(() => invoked).toEqual([{ sweep: true }]);
    local.clock.advance(minute - 1000);
    local.clock.advance(1000);
    await expect.poll(() => invoked).toHaveLength(2);
  });

  test('goes on after a restart, and makes up for one of the runs that fell due meanwhile', async () => {
    const first = await boot();
    await expect.poll(() => first.invoked).toHaveLength(1);
    await local.stop();
    const { dataDir, clock } = local;
    clock.advance(10 * minute + 30_000);
    const second = await boot({}, { dataDir, clock });
    await expect.poll(() => second.invoked).toHaveLength(1);
    local.clock.advance(29_000);
    local.clock.advance(2000);
    await expect.poll(() => second.invoked).toHaveLength(2);
  });

  test('of another length starts anew', async () => {
    const first = await boot({ ScheduleExpression: 'rate(1 day)' });
    await expect.poll(() => first.invoked).toHaveLength(1);
    await local.stop();
    const second = await boot({ ScheduleExpression: 'rate(2 hours)' }, { dataDir: local.dataDir });
    await expect.poll(() => second.invoked).toHaveLength(1);
  });

  test('is tried again after a throttle, and not when it was switched off', async () => {
    const { invoked, failures } = await boot();
    await expect.poll(() => invoked).toHaveLength(1);
    failures.push(new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429));
    local.clock.advance(minute);
    await expect.poll(() => local.logged).toHaveLength(1);
    await expect.poll(() => (local.clock.advance(500), invoked)).toHaveLength(2);
    await local.stop();
    const off = await boot({ State: 'DISABLED' });
    local.clock.advance(minute);
    expect(off.invoked).toEqual([]);
  });
});

test('the function gets an event when the schedule has no input', async () => {
  const { invoked } = await boot({ Target: { Arn: functionArn, RoleArn: 'arn:aws:iam::000000000000:role/r' } });
  await expect.poll(() => invoked).toMatchObject([{ source: 'aws.scheduler', detail: '{}' }]);
});
