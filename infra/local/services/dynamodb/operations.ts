import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import createTable from 'dynalite/actions/createTable.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import updateItem from 'dynalite/actions/updateItem.js';
import batchGetItemInput from 'dynalite/validations/batchGetItem.js';
import batchWriteItemInput from 'dynalite/validations/batchWriteItem.js';
import createTableInput from 'dynalite/validations/createTable.js';
import deleteItemInput from 'dynalite/validations/deleteItem.js';
import describeTableInput from 'dynalite/validations/describeTable.js';
import getItemInput from 'dynalite/validations/getItem.js';
import putItemInput from 'dynalite/validations/putItem.js';
import queryInput from 'dynalite/validations/query.js';
import scanInput from 'dynalite/validations/scan.js';
import updateItemInput from 'dynalite/validations/updateItem.js';
import type { DynaliteStore, Failure } from 'dynalite/db/index.js';

/** One of dynalite's operations: what it takes, and what it does. */
export interface Operation {
  input: { types: Record<string, unknown>; custom?: unknown };
  act(store: DynaliteStore, input: object, done: (error: Failure | null, output?: object) => void): void;
  /** Changes items, and so has to be atomic. */
  writes?: true;
}

export const createTableOperation: Operation = { input: createTableInput, act: createTable };
export const describeTableOperation: Operation = { input: describeTableInput, act: describeTable };

/** What the service answers; tables come from the template. */
export const itemOperations: Readonly<Record<string, Operation>> = {
  BatchGetItem: { input: batchGetItemInput, act: batchGetItem },
  BatchWriteItem: { input: batchWriteItemInput, act: batchWriteItem, writes: true },
  DeleteItem: { input: deleteItemInput, act: deleteItem, writes: true },
  DescribeTable: describeTableOperation,
  GetItem: { input: getItemInput, act: getItem },
  PutItem: { input: putItemInput, act: putItem, writes: true },
  Query: { input: queryInput, act: query },
  Scan: { input: scanInput, act: scan },
  UpdateItem: { input: updateItemInput, act: updateItem, writes: true },
};
