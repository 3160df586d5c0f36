import { util } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

export function response() {
  util.error('Nothing was saved.', 'Failed');
}
