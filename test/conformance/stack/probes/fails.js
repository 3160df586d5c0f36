import { util } from '@aws-appsync/utils';

/** Fails while it runs, as `input` says. */
export function request(ctx) {
  if (ctx.args.input === 'time') util.time.parseISO8601ToEpochMilliSeconds('tomorrow');
  return { payload: ctx.args.input === 'undefined' ? ctx.source.nothing.there : null };
}

export function response() {
  return 'nothing failed';
}
