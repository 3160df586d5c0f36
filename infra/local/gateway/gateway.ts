/**
 * The AWS front door: one address for all AWS endpoints.
 *
 * Covered: Signature Version 4 in headers and presigned URLs (scope, clock skew, expiry, session token, signed headers,
 * body hash, bodies streamed with a trailing checksum), each refusal in the called service's own code and status; the
 * synthesized policies of roles, buckets, queues and functions, and what roles trust, evaluated on every call, over
 * HTTP and between services; a record of what was asked and whether it was allowed; faults on purpose.
 *
 * Refused by name, at boot: NotAction, NotResource, NotPrincipal, policy variables, condition operators and global
 * condition keys that are not evaluated, managed policies of AWS other than AWSLambdaBasicExecutionRole, permission
 * boundaries, roles that do not trust the service they are handed to. On call: signatures over chunks (STREAMING-AWS4-...), Signature Version 2 and 4A, services that do not
 * run here, paths with dot segments, bodies over 17 MB.
 *
 * Differs: services allow 15 (S3, DynamoDB) or 5 minutes (others) of clock skew; x-amz headers must be signed for
 * every service; keys of roles do not expire; `aws:SecureTransport` is true although the loopback interface speaks plain HTTP.
 */
import type { RequestListener } from 'node:http';
import type { Resource } from '../assembly/resource.ts';
import type { Clock } from '../clock.ts';
import type { AwsEndpoint, Cloud, Deployment } from '../services/service.ts';
import type { Store } from '../store.ts';
import { Faults } from './faults.ts';
import { frontDoor } from './front-door.ts';
import { Guard } from './guard.ts';
import type { CallRecord } from './guard.ts';
import { openKeyRing } from './key-ring.ts';
import type { OperatorCredentials } from './key-ring.ts';
import { collectPolicies } from './policies/collect.ts';
import { checkTrust } from './policies/trust.ts';
import { verify } from './signature/verify.ts';
import type { Verifier } from './signature/verify.ts';

interface GatewayInput {
  resources: readonly Resource[];
  deployment: Deployment;
  store: Store;
  clock: Clock;
  log: Cloud['log'];
  usage?: NonNullable<Cloud['usage']>;
}

/** The AWS front door: signatures, policies, the record of calls, faults. */
export interface Gateway extends Pick<Cloud, 'authorize' | 'authenticate' | 'credentialsOf'> {
  listener: RequestListener;
  register: (endpoint: AwsEndpoint) => void;
  operator: OperatorCredentials;
  faults: Faults;
  calls: () => readonly CallRecord[];
}

export async function openGateway(input: GatewayInput): Promise<Gateway> {
  const { resources, deployment, store, clock, log, usage } = input;
  const policies = collectPolicies(resources, deployment);
  checkTrust(resources, policies);
  const keys = await openKeyRing(store, deployment.account, [...policies.identity.keys()]);
  const guard = new Guard(policies, deployment, clock);
  const faults = new Faults(clock, usage);
  const endpoints = new Map<string, AwsEndpoint>();
  const verifier: Verifier = { region: deployment.region, now: () => clock.now(), holderOf: keys.holderOf };
  const origin = deployment.addresses.aws;
  return {
    listener: frontDoor({ endpoints, guard, faults, verifier, clock, origin, log, ...(usage && { usage }) }),
    register: (endpoint) => void endpoints.set(endpoint.signingName, endpoint),
    operator: keys.operator,
    faults,
    calls: () => guard.calls(),
    credentialsOf: keys.of,
    authenticate: (request, signingName) => verify(request, signingName, verifier).principal,
    authorize: (principal, permission) => guard.check(principal, permission),
  };
}
