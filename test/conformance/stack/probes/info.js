import { util } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

export function response(ctx) {
  if (ctx.args.input === 'error') util.error('Wrong', 'Probed', { json: 'shown', graphql: 'hidden' }, { all: 'shown' });
  const { selectionSetList, selectionSetGraphQL } = ctx.info;
  return { json: JSON.stringify(ctx.info), list: selectionSetList, graphql: selectionSetGraphQL, more: {} };
}
