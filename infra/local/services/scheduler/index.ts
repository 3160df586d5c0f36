/**
 * EventBridge Scheduler: schedules that invoke functions of the stack.
 *
 * Covered: `rate(…)`, from the start on and then at its times whatever happens in between; the default schedule group;
 * Lambda functions as targets, invoked asynchronously with the target's role, with the given input or AWS's event;
 * retries by the RetryPolicy with growing pauses, then the dead-letter queue with AWS's message attributes. Runs are at
 * least once and survive a restart.
 *
 * Refused by name, at boot: `cron(…)` and `at(…)`, start and end dates, flexible time windows, schedule groups, context
 * attributes in the input, other targets, a role that does not trust scheduler.amazonaws.com. There is no API.
 *
 * Differs: of the runs that fell due while this machine was off, one is made up for.
 */
import { physicalName } from '../properties.ts';
import type { Deployment, Principal, ResourceKind, Service } from '../service.ts';
import { readSchedule, type Schedule } from './schedule.ts';
import { Runs } from './runs.ts';

const arnOf = ({ region, account }: Deployment, rest: string) => `arn:aws:scheduler:${region}:${account}:${rest}`;

const scheduleKind: ResourceKind = {
  type: 'AWS::Scheduler::Schedule',
  identify: ({ logicalId, properties, deployment }) => {
    const name = physicalName(properties, 'Name', logicalId);
    return { ref: name, attributes: { Arn: arnOf(deployment, `schedule/default/${name}`) } };
  },
};

export const scheduler: Service = {
  name: 'scheduler',
  kinds: [scheduleKind],
  start: (cloud) => {
    const sourceArn = arnOf(cloud.deployment, 'schedule-group/default');
    const principal: Principal = { kind: 'service', arn: 'scheduler.amazonaws.com', sourceArn };
    const schedules = cloud.resources
      .filter(({ type }) => type === scheduleKind.type)
      .flatMap((resource) => {
        const schedule = readSchedule(resource);
        if (!schedule) return [];
        cloud.authorize(principal, { action: 'sts:AssumeRole', resource: schedule.roleArn });
        checkTarget(schedule, cloud.resources);
        return [schedule];
      });
    const runs = new Runs(cloud, schedules);
    return Promise.resolve({
      ready: () => runs.start(),
      pause: () => runs.stop(),
      stop: () => {
        runs.stop();
        return Promise.resolve();
      },
    });
  },
};

function checkTarget({ name, functionArn }: Schedule, resources: readonly { attributes: Record<string, string> }[]) {
  if (resources.some(({ attributes }) => attributes['Arn'] === functionArn)) return;
  throw new Error(`The function ${functionArn} of the schedule ${name} is not in the stack`);
}
