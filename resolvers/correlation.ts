import { util } from '@aws-appsync/utils';
import { correlationHeader, correlationPattern } from '../schema/correlation.ts';

/** What any context has of the request that it belongs to. */
export interface RequestContext {
  request: { headers: Record<string, unknown> };
  stash: { correlationId?: string };
}

/** The client's name for what somebody did, or a new one where it gave none that is one: the same for the whole field. */
export function correlationIdOf({ request, stash }: RequestContext): string {
  if (stash.correlationId) return stash.correlationId;
  const given = request.headers[correlationHeader];
  stash.correlationId = typeof given === 'string' && util.matches(correlationPattern, given) ? given : util.autoId();
  return stash.correlationId;
}
