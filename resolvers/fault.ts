import { util } from '@aws-appsync/utils';
import { correlationIdOf, type RequestContext } from './correlation.ts';

/** Ends a request that failed by no fault of its caller's. What went wrong inside is for the logs, by the same id. */
export function fault(ctx: RequestContext): never {
  const info = { correlationId: correlationIdOf(ctx) };
  util.error('The service could not do its work. Try again in a moment.', 'InternalError', null, info);
}
