import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import { decide } from './evaluate.ts';
import type { Policies } from './evaluate.ts';

const roleArn = z.string().optional();
const dataSource = z.object({ ServiceRoleArn: roleArn });
const rule = z.object({ Targets: z.array(z.object({ RoleArn: roleArn })).default([]) });

/** The roles that a resource hands to the service that runs it. */
const handed: Record<string, { service: string; roles: (properties: unknown) => (string | undefined)[] }> = {
  'AWS::AppSync::DataSource': {
    service: 'appsync.amazonaws.com',
    roles: (properties) => [dataSource.parse(properties).ServiceRoleArn],
  },
  'AWS::Events::Rule': {
    service: 'events.amazonaws.com',
    roles: (properties) => rule.parse(properties).Targets.map(({ RoleArn }) => RoleArn),
  },
};

/** Throws, by name, when a resource hands a role to a service that the role does not trust. */
export function checkTrust(resources: readonly Resource[], policies: Policies): void {
  for (const { type, logicalId, properties, attributes } of resources) {
    const { service, roles } = handed[type] ?? {};
    if (!service || !roles) continue;
    const principal = { kind: 'service', arn: service } as const;
    const context = { 'aws:SourceArn': attributes['Arn'] ?? '' };
    for (const resource of roles(properties).filter((arn) => arn !== undefined)) {
      const { effect } = decide(policies, principal, { action: 'sts:AssumeRole', resource, context });
      if (effect !== 'allow') throw new Error(`${logicalId}: the role ${resource} does not trust ${service}.`);
    }
  }
}
