/** The parts of AWS that the conformance cases speak about, in the order of `docs/fidelity.md`. */
export const services = [
  'CloudFormation',
  'Front door',
  'AppSync over HTTP',
  'AppSync realtime',
  'APPSYNC_JS',
  'S3',
  'DynamoDB',
  'EventBridge',
  'Scheduler',
  'SQS',
  'Lambda',
  'Rekognition',
  'Cognito',
  'CloudFront',
  'Durability',
  'Faults',
] as const;
export type ServiceName = (typeof services)[number];

/** How it is known that AWS behaves so, strongest first. */
export const strengths = {
  documented: 'AWS’s documentation says so',
  recorded: 'recorded on AWS, or read in software that AWS ships',
  'seen by others': 'issues, probes and tools of third parties',
  assumed: 'nothing was found: the stricter reading was taken',
} as const;
export type Strength = keyof typeof strengths;

export interface Evidence {
  strength: Strength;
  /** Where it is written, or why it is assumed. */
  source: string;
  /** The case moves the clock, injects faults or kills processes, which AWS does not offer. */
  onlyHere?: true;
}

export interface Behaviour extends Evidence {
  service: ServiceName;
  /** One sentence, present tense. */
  statement: string;
  status: 'covered' | 'refused';
}

export const documented = (source: string): Evidence => ({ strength: 'documented', source });
export const recorded = (source: string): Evidence => ({ strength: 'recorded', source });
export const seenByOthers = (source: string): Evidence => ({ strength: 'seen by others', source });
export const assumed = (why: string): Evidence => ({ strength: 'assumed', source: why });
/** A case that can only run on the local cloud. */
export const here = (evidence: Evidence): Evidence => ({ ...evidence, onlyHere: true });
