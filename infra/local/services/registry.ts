import { policyKinds } from '../gateway/policies/kinds.ts';
import { appsync } from './appsync/index.ts';
import { cognito } from './cognito/index.ts';
import { dynamodb } from './dynamodb/index.ts';
import { events } from './events/index.ts';
import { inertKinds } from './inert.ts';
import { lambda } from './lambda/index.ts';
import { rekognition } from './rekognition/index.ts';
import { s3 } from './s3/index.ts';
import { scheduler } from './scheduler/index.ts';
import type { ResourceKind, Service } from './service.ts';
import { sqs } from './sqs/index.ts';
import { web } from './web/index.ts';

/** Every service, in the order in which they start and become ready; they stop in the reverse order. */
export const services: readonly Service[] = [
  dynamodb,
  sqs,
  events,
  s3,
  rekognition,
  cognito,
  appsync,
  web,
  lambda,
  scheduler,
];

/** Every resource type that a template may have. Throws when two services claim the same one. */
export function resourceKinds(of: readonly Service[]): ResourceKind[] {
  const kinds = [...of.flatMap((service) => service.kinds), ...policyKinds, ...inertKinds];
  const twice = kinds.find(({ type }, index) => kinds.findIndex((other) => other.type === type) !== index);
  if (twice) throw new Error(`Two services claim the resource type ${twice.type}.`);
  return kinds;
}
