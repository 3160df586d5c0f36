import { operations, update } from '@aws-appsync/utils/dynamodb';

/** Changes an item that `input` names in all ways. */
export function request(ctx) {
  return update({
    key: JSON.parse(ctx.args.input),
    update: {
      name: 'new',
      count: operations.increment(2),
      left: operations.decrement(),
      list: operations.append(['z']),
      front: operations.prepend(['a']),
      places: [operations.updateListItem('second', 1)],
      info: { city: operations.replace({ name: 'Rome' }) },
      added: operations.add({ nothing: null }),
      gone: operations.remove(),
    },
  });
}

export function response(ctx) {
  return JSON.stringify({ result: ctx.result ?? null, error: ctx.error ?? null });
}
