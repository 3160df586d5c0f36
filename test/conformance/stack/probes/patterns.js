import { util } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

export function response(ctx) {
  const { matches, replace, replaceAll, text, by } = JSON.parse(ctx.args.input);
  if (matches !== undefined) return `${util.matches(matches, text)}`;
  return replace === undefined ? text.replaceAll(replaceAll, by) : text.replace(replace, by);
}
