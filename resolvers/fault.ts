import { util } from '@aws-appsync/utils';

/** Ends a request that failed by no fault of its caller's. What went wrong inside is for the logs. */
export function fault(): never {
  util.error('The service could not do its work. Try again in a moment.', 'InternalError');
}
