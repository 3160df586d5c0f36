import type { FaultRule } from '../../infra/local/gateway/faults.ts';

export const faultLevels = ['none', 'light', 'heavy'] as const;
export type FaultLevel = (typeof faultLevels)[number];

const services = ['dynamodb', 's3', 'sqs', 'events', 'lambda', 'rekognition', 'appsync'];

/** What befalls a call of any service, and how often at the `heavy` level. */
const mishaps: [probability: number, effect: FaultRule['effect']][] = [
  [0.02, { error: { code: 'InternalServerError', status: 500 } }],
  [0.02, { error: { code: 'ThrottlingException', status: 429 } }],
  [0.01, { reset: 'before' }],
  [0.02, { reset: 'after' }],
  [0.02, { twice: true }],
  [0.03, { delayMs: 100 }],
];

/** A mistake that no repetition mends: a photo ends as FAILED at once. */
const permanent: FaultRule['effect'] = { error: { code: 'InvalidParameterException', status: 400 } };

/** The rules of a level, for every call of every service: `heavy` hits about one call in nine, `light` one in ninety. */
export function faultsOf(level: FaultLevel, seed: number): FaultRule[] {
  if (level === 'none') return [];
  const share = level === 'heavy' ? 1 : 0.1;
  const rules = services.flatMap((service) =>
    mishaps.map(([probability, effect]) => ({ service, operation: '*', probability: probability * share, effect })),
  );
  const refusal = { service: 'rekognition', operation: 'DetectLabels', probability: 0.02 * share, effect: permanent };
  return [refusal, ...rules].map((rule, index) => ({ ...rule, seed: seed * 1000 + index }));
}
