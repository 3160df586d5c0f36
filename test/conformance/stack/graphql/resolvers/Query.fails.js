import { util } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

export function response(ctx) {
  const thing = { id: '1', name: 'partial', owner: 'ada' };
  if (ctx.args.how === 'error') {
    util.error('It is taken.', 'Conflict', thing, { by: 'ada' });
  }
  if (ctx.args.how === 'append') {
    util.appendError('It is old.', 'Stale', thing, { since: 1 });
  }
  if (ctx.args.how === 'unauthorized') {
    util.unauthorized();
  }
  return ctx.args.how === 'incomplete' ? { name: 'no id' } : thing;
}
