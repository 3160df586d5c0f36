import type { Principal } from '../../services/service.ts';
import { conditionsHold } from './conditions.ts';
import { matches, matchesAction } from './pattern.ts';
import type { Statement } from './statement.ts';

/** All policies of the stack. */
export interface Policies {
  /** By role ARN. */
  identity: ReadonlyMap<string, readonly Statement[]>;
  /** Of buckets, queues, functions, and the trust policies of roles; each with the principals it is for. */
  resource: readonly Statement[];
}

/** One action on one resource, with all condition keys and their values. */
export interface Access {
  action: string;
  resource: string;
  context: Record<string, string>;
}

export type PolicyType = 'identity-based' | 'resource-based';

export type Decision =
  | { effect: 'allow' }
  /** A statement denies it. */
  | { effect: 'deny'; policy: PolicyType }
  /** No statement allows it: of those that could, the policy type that AWS names. */
  | { effect: 'none'; policy: PolicyType };

/** IAM's rule inside one account: an explicit deny wins; else one allow, of the caller's role or of the resource. */
export function decide(policies: Policies, principal: Principal, access: Access): Decision {
  const all = principal.kind === 'role' ? (policies.identity.get(principal.arn) ?? []) : [];
  const own = all.filter((statement) => applies(statement, access));
  const others = policies.resource.filter((statement) => isFor(statement, principal) && applies(statement, access));
  if (own.some(denies)) return { effect: 'deny', policy: 'identity-based' };
  if (others.some(denies)) return { effect: 'deny', policy: 'resource-based' };
  if (principal.kind === 'root' || own.length + others.length > 0) return { effect: 'allow' };
  return { effect: 'none', policy: principal.kind === 'role' ? 'identity-based' : 'resource-based' };
}

const denies = ({ Effect }: Statement) => Effect === 'Deny';

function applies(statement: Statement, { action, resource, context }: Access): boolean {
  return (
    statement.Action.some((pattern) => matchesAction(pattern, action)) &&
    statement.Resource.some((pattern) => matches(pattern, resource)) &&
    conditionsHold(statement.Condition, context)
  );
}

function isFor({ Principal: named }: Statement, { kind, arn }: Principal): boolean {
  if (!named) return false;
  if (named.AWS.includes('*')) return true;
  return kind === 'service' ? named.Service.includes(arn) : named.AWS.includes(arn);
}
