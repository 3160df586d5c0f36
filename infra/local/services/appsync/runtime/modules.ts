import type { Evaluation } from './evaluation.ts';
import { createExtensions } from './extensions.ts';
import * as dynamodbRequests from './dynamodb-requests.ts';
import type { Modules } from './references.ts';
import { createRuntime } from './early-return.ts';
import { createUtil } from './util.ts';

/**
 * What bundles can import, as far as it is emulated; the npm package of the same name holds types only. `current`
 * gives the run that is under way.
 */
export function createModules(current: () => Evaluation): Modules {
  return {
    '@aws-appsync/utils': {
      util: createUtil(current),
      extensions: createExtensions(current),
      runtime: createRuntime(),
    },
    '@aws-appsync/utils/dynamodb': { ...dynamodbRequests },
  };
}
