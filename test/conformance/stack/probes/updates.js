import { operations, update } from '@aws-appsync/utils/dynamodb';

export function request() {
  return { payload: null };
}

/** The expression and values of a change to one attribute. */
function change(to) {
  return update({ key: { id: 'test' }, update: { age: to } });
}

export function response() {
  return JSON.stringify({
    add: change(operations.add(10)),
    append: change(operations.append([1, 2, 3])),
    prepend: change(operations.prepend([1, 2, 3])),
    increment: change(operations.increment(10)),
    decrement: change(operations.decrement(10)),
    replace: change(operations.replace({ a: 10 })),
    plain: change('old'),
    null: change(null),
    mixed: update({
      key: { id: 'test' },
      update: { gone: operations.remove(), age: operations.increment(1) },
      condition: { version: { eq: 1 } },
    }),
    items: change([operations.updateListItem('x', 1), operations.updateListItem('y', 2)]),
    operation: operations.add(10),
  });
}
