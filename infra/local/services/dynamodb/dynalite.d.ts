/** The parts of dynalite 4 that run without its HTTP server. It ships no types. */
declare module 'dynalite/db/index.js' {
  export type Write = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

  type Done = (error: Error | null) => void;

  /** An iterator of LevelDB, as dynalite ends it. */
  export interface Entries {
    close(): Promise<void>;
    return?: () => Promise<void>;
  }

  export interface DynaliteStore {
    db: {
      status: string;
      put: (key: string, value: unknown, done: Done) => void;
      del: (key: string, done: Done) => void;
      get: (key: string, done: object | ((error: Error | null, value?: unknown) => void)) => unknown;
      getSync: (key: string) => unknown;
      batch: (writes: Write[], done: Done) => void;
      values: (options?: object) => Entries;
      close: () => Promise<void>;
    };
    getTable: (name: string, done: (error: Error | null, table: StoredTable) => void) => void;
    getItemDb: (table: string) => Part;
    getIndexDb: (type: 'local' | 'global', table: string, index: string) => Part;
    tableDb: { awsAccountId: string; awsRegion: string; del: (name: string, done: Done) => void };
  }

  /** A refusal has a status and a body; anything else is a fault of dynalite's own. */
  export interface Failure extends Error {
    statusCode?: number;
    body?: { __type: string; message?: string; Message?: string };
  }

  /** A table as dynalite describes it to itself. */
  export interface StoredTable {
    TableName: string;
    LocalSecondaryIndexes?: object[];
    GlobalSecondaryIndexes?: object[];
  }

  interface Part {
    batch: (writes: Write[], done: Done) => void;
  }

  interface Options {
    path: string;
    createTableMs: number;
  }

  const dynalite: {
    create(options: Options): DynaliteStore;
    createKey(item: object, table: StoredTable): string;
    /** Where an item that was not there before has its places in the indexes. */
    getIndexActions(
      indexes: object[],
      before: undefined,
      item: object,
      table: StoredTable,
    ): { puts: { index: string; key: string; item: object }[] };
  };
  export default dynalite;
}

declare module 'dynalite/actions/*' {
  import type { DynaliteStore, Failure } from 'dynalite/db/index.js';

  const act: (store: DynaliteStore, input: object, done: (error: Failure | null, output?: object) => void) => void;
  export default act;
}

declare module 'dynalite/validations/index.js' {
  import type { DynaliteStore } from 'dynalite/db/index.js';

  const validations: {
    checkTypes(input: object, types: object): object;
    checkValidations(input: object, types: object, custom: unknown, store: DynaliteStore): void;
  };
  export default validations;
}

declare module 'dynalite/validations/*' {
  const validation: { types: Record<string, unknown>; custom?: unknown };
  export default validation;
}
