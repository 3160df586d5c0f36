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

export type Decision = 'allowed' | 'no-policy-allows' | 'explicit-deny';

/** IAM's rule inside one account: an explicit deny wins; else one allow, of the caller's role or of the resource. */
export function decide(policies: Policies, principal: Principal, access: Access): Decision {
  const own = principal.kind === 'role' ? (policies.identity.get(principal.arn) ?? []) : [];
  const others = policies.resource.filter((statement) => isFor(statement, principal));
  const applying = [...own, ...others].filter((statement) => applies(statement, access));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'explicit-deny';
  if (principal.kind === 'root' || applying.some(({ Effect }) => Effect === 'Allow')) return 'allowed';
  return 'no-policy-allows';
}

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
