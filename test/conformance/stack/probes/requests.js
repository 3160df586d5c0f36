import * as ddb from '@aws-appsync/utils/dynamodb';

/** The request that a function of the DynamoDB module makes of `input`: `{ "get": { "key": … } }`. */
export function request() {
  return { payload: null };
}

function build({ get, put, remove, query, batchGet, batchPut, batchDelete }) {
  if (get) return ddb.get(get);
  if (put) return ddb.put(put);
  if (remove) return ddb.remove(remove);
  if (query) return ddb.query(query);
  if (batchGet) return ddb.batchGet(batchGet);
  return batchPut ? ddb.batchPut(batchPut) : ddb.batchDelete(batchDelete);
}

export function response(ctx) {
  return JSON.stringify(build(JSON.parse(ctx.args.input)));
}
