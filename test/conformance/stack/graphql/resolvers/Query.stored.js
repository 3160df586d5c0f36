import { get } from '@aws-appsync/utils/dynamodb';

export function request(ctx) {
  return get({ key: { PK: ctx.args.id, SK: 'thing' } });
}

export function response(ctx) {
  return ctx.result;
}
