import dynalite, { type DynaliteStore, type Failure, type Write } from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import { AwsError, type Deployment } from '../service.ts';
import { IndexKeys, isIndexEntry } from './index-keys.ts';
import type { Operation } from './operations.ts';

/**
 * dynalite without its server: operations as calls, on a LevelDB folder.
 *
 * Operations that write run one at a time, and what one writes, the item and its places in the indexes, reaches the
 * disk as one batch. dynalite itself writes them one after the other, so that a process that ends in between would
 * leave an index that does not fit its table.
 */
export class Engine {
  /** Of all tables. */
  readonly indexKeys = new IndexKeys();
  /** How many index entries the operation changed that answered with this, once they are counted. */
  readonly #indexWrites = new WeakMap<object, number>();
  #counting = false;
  readonly #store: DynaliteStore;
  readonly #writeBatch: (writes: Write[]) => Promise<void>;
  /** What the operation under way has written so far; undefined outside of one. */
  #writes: Write[] | undefined;
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(folder: string, { account, region }: Pick<Deployment, 'account' | 'region'>) {
    this.#store = dynalite.create({ path: folder, createTableMs: 0 });
    this.#store.tableDb.awsAccountId = account;
    this.#store.tableDb.awsRegion = region;
    const { db } = this.#store;
    const { batch, put, del, get, getSync } = db;
    this.#writeBatch = (writes) =>
      new Promise((resolve, reject) => batch(writes, (error) => (error ? reject(error) : resolve())));
    db.put = (key, value, done) => this.#collect({ type: 'put', key, value }, done) || put(key, value, done);
    db.del = (key, done) => this.#collect({ type: 'del', key }, done) || del(key, done);
    db.get = (key, done) => {
      // Until it is open, LevelDB itself asks once more, for a promise.
      if (typeof done !== 'function' || db.status !== 'open') return get(key, done);
      // Most of what is read is in memory: handing it to another thread and back costs more than reading it.
      const value = getSync.call(db, key);
      return void setImmediate(() => void done(null, value));
    };
    closeEndedReads(db);
  }

  /** Runs an operation on input of its own. Throws AwsError with DynamoDB's code. */
  async run(operation: Operation, input: Record<string, unknown>): Promise<object> {
    const { types, custom } = operation.input;
    refuseUnknown(input, types);
    try {
      const checked = validations.checkTypes(structuredClone(input), types);
      validations.checkValidations(checked, types, custom, this.#store);
      const act = () => this.#act(operation, checked);
      return await (operation.writes ? this.#alone(act) : act());
    } catch (error) {
      throw refusal(error);
    }
  }

  /** Counts changed index entries from now on, for each of which DynamoDB bills a write; gives those of an output. */
  countIndexWrites(): (output: object) => number {
    this.#counting = true;
    return (output) => this.#indexWrites.get(output) ?? 0;
  }

  /** Removes a table's description, not its items. */
  forgetTable(name: string): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#store.tableDb.del(name, (error) => (error ? reject(error) : resolve())),
    );
  }

  async close(): Promise<void> {
    await this.#lastWrite;
    await this.#store.db.close();
  }

  #act(operation: Operation, input: object): Promise<object> {
    return new Promise((resolve, reject) =>
      operation.act(this.#store, input, (error, output = {}) => (error ? reject(error) : resolve(output))),
    );
  }

  #alone(act: () => Promise<object>): Promise<object> {
    const result = this.#lastWrite.then(async () => {
      const writes: Write[] = (this.#writes = []);
      try {
        const output = await act();
        this.indexKeys.check(writes);
        if (this.#counting) this.#indexWrites.set(output, writes.filter((each) => this.#changesAnIndex(each)).length);
        await this.#writeBatch(writes);
        return output;
      } finally {
        this.#writes = undefined;
      }
    });
    this.#lastWrite = result.catch(() => undefined);
    return result;
  }

  /** dynalite writes an entry anew that stays as it is; DynamoDB does not. */
  #changesAnIndex(write: Write): boolean {
    if (!isIndexEntry(write)) return false;
    return write.type === 'del' || JSON.stringify(this.#store.db.getSync(write.key)) !== JSON.stringify(write.value);
  }

  #collect(write: Write, done: (error: null) => void): boolean {
    if (!this.#writes) return false;
    this.#writes.push(write);
    setImmediate(done, null);
    return true;
  }
}

/** dynalite ends a query at its limit by `return`, which LevelDB's iterators lack: they would stay open. */
function closeEndedReads(db: DynaliteStore['db']): void {
  const values = db.values.bind(db);
  db.values = (options) => {
    const entries = values(options);
    entries.return = () => entries.close();
    return entries;
  };
}

/** dynalite drops members that it does not know; here they are refused. */
function refuseUnknown(input: Record<string, unknown>, types: Record<string, unknown>): void {
  const { ReturnValuesOnConditionCheckFailure: returned = 'NONE' } = input;
  const unknown = Object.keys(input).find(
    (name) => !Object.hasOwn(types, name) && name !== 'ReturnValuesOnConditionCheckFailure',
  );
  const refused = returned === 'NONE' ? unknown : 'ReturnValuesOnConditionCheckFailure';
  if (refused !== undefined) throw new AwsError('ValidationException', `${refused} is not emulated`);
}

function refusal(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const failure: Failure = error instanceof Error ? error : new Error(String(error));
  if (!failure.body) return new AwsError('InternalServerError', failure.message, 500);
  const { __type, message, Message } = failure.body;
  return new AwsError(__type.slice(__type.indexOf('#') + 1), message ?? Message ?? '', failure.statusCode);
}
