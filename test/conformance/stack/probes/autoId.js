import { util } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

export function response() {
  return util.autoId();
}
