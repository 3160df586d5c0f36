import type { Clock } from '../clock.ts';
import { AwsError } from '../services/service.ts';
import type { Deployment, Permission, Principal } from '../services/service.ts';
import { globalContext } from './policies/context.ts';
import { decide } from './policies/evaluate.ts';
import type { Decision, Policies } from './policies/evaluate.ts';

/** One permission that a call needed, and whether the policies gave it. */
export interface CallRecord {
  /** Milliseconds since the epoch. */
  time: number;
  service: string;
  operation: string;
  principal: string;
  /** For a service: the resource on whose behalf it called. */
  sourceArn?: string;
  action: string;
  resource: string;
  allowed: boolean;
}

/** What is known of a call beside its principal and its permission. */
export interface CallDetail {
  operation?: string;
  sourceIp?: string;
  context?: Record<string, string>;
}

/** How many calls are remembered; the oldest are forgotten first. */
const remembered = 50_000;

/** Decides every call by the stack's policies, and remembers what was asked. */
export class Guard {
  readonly #policies: Policies;
  readonly #deployment: Deployment;
  readonly #clock: Clock;
  #calls: CallRecord[] = [];

  constructor(policies: Policies, deployment: Deployment, clock: Clock) {
    this.#policies = policies;
    this.#deployment = deployment;
    this.#clock = clock;
  }

  /** Throws the service's access-denied error unless the policies let `principal` do this. */
  check(principal: Principal, { action, resource, context }: Permission, detail: CallDetail = {}): void {
    const { account, region } = this.#deployment;
    const now = this.#clock.now();
    const { sourceIp } = detail;
    const global = globalContext({ principal, account, region, now, ...(sourceIp !== undefined && { sourceIp }) });
    const access = { action, resource, context: { ...global, ...detail.context, ...context } };
    const decision = decide(this.#policies, principal, access);
    const [service = '', name = ''] = action.split(':');
    this.#remember({
      time: now,
      service,
      operation: detail.operation ?? name,
      principal: principal.arn,
      ...(principal.sourceArn !== undefined && { sourceArn: principal.sourceArn }),
      action,
      resource,
      allowed: decision.effect === 'allow',
    });
    if (decision.effect !== 'allow') throw denied(principal, access, decision, account);
  }

  calls(): readonly CallRecord[] {
    return this.#calls;
  }

  #remember(call: CallRecord): void {
    if (this.#calls.length >= 2 * remembered) this.#calls = this.#calls.slice(-remembered);
    this.#calls.push(call);
  }
}

/** The services whose refusals are 403; the others of the JSON protocols answer 400. */
const forbidding = new Set(['s3', 'lambda', 'sqs', 'appsync']);

type Refusal = Exclude<Decision, { effect: 'allow' }>;

function denied(principal: Principal, access: Permission, { effect, policy }: Refusal, account: string): AwsError {
  const { action } = access;
  const [service = ''] = action.split(':');
  const resource = service === 's3' ? `"${access.resource}"` : access.resource;
  const because =
    effect === 'deny'
      ? `with an explicit deny in ${policy === 'identity-based' ? 'an' : 'a'} ${policy} policy`
      : `because no ${policy} policy allows the ${action} action`;
  const message = `User: ${userArn(principal, account)} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
  const code = service === 's3' ? 'AccessDenied' : 'AccessDeniedException';
  return new AwsError(code, message, forbidding.has(service) ? 403 : 400);
}

/** AWS names the session of a role, not the role. */
function userArn({ kind, arn }: Principal, account: string): string {
  if (kind === 'anonymous') return 'anonymous';
  return kind === 'role' ? `arn:aws:sts::${account}:assumed-role/${arn.split('/').pop() ?? ''}/local` : arn;
}
