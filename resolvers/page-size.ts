import { util } from '@aws-appsync/utils';

const defaultLimit = 25;
const mostLimit = 100;

/** How many items a page holds at most. */
export function pageSize(limit: number | null | undefined): number {
  const size = limit ?? defaultLimit;
  if (size < 1 || size > mostLimit) util.error(`limit has to be 1 to ${mostLimit}.`, 'InvalidInput');
  return size;
}
