import { readFileSync } from 'node:fs';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import * as z from 'zod';

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
});

const template = z.object({
  Resources: z.record(z.string(), resource),
  Outputs: z.object({ Version: z.object({ Value: z.string() }).optional() }).optional(),
});

export type Resource = z.infer<typeof resource>;
/** A CloudFormation template, as far as it is read here. */
export type Template = z.infer<typeof template>;

/** @throws when the file is missing or holds no template */
export function readTemplate(file: string): Template {
  return template.parse(JSON.parse(readFileSync(file, 'utf8')));
}

const specification = loadAwsServiceSpecSync();

/**
 * Whether a resource holds something that is lost with it, as AWS's specification says of its type. Logs are left out:
 * they go after a month anyway.
 */
export function isStateful({ Type }: Resource): boolean {
  if (Type === 'AWS::Logs::LogGroup') return false;
  return specification.lookup('resource', 'cloudFormationType', 'equals', Type).some(({ isStateful }) => isStateful);
}

/** What of a template holds something, and of which version it is. */
export function statefulPart({ Resources, Outputs }: Template): Template {
  return { Outputs, Resources: Object.fromEntries(Object.entries(Resources).filter(([, each]) => isStateful(each))) };
}
