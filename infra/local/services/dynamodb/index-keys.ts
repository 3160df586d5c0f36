import type { Write } from 'dynalite/db/index.js';
import * as z from 'zod';
import { AwsError } from '../service.ts';

export interface Index {
  IndexName: string;
  KeySchema: { AttributeName: string }[];
}

/** dynalite takes empty text as the key of an index, which DynamoDB refuses: this looks at what is about to be written. */
export class IndexKeys {
  /** Attributes by `table~index`. */
  readonly #attributes = new Map<string, string[]>();

  know(table: string, indexes: readonly Index[]): void {
    for (const { IndexName, KeySchema } of indexes)
      this.#attributes.set(
        `${table}~${IndexName}`,
        KeySchema.map(({ AttributeName }) => AttributeName),
      );
  }

  /** Throws a ValidationException. */
  check(writes: readonly Write[]): void {
    for (const write of writes) {
      const [, table = '', index = ''] = place.exec(write.key) ?? [];
      const attributes = this.#attributes.get(`${table}~${index}`);
      if (write.type !== 'put' || !attributes) continue;
      const values = item.parse(write.value);
      const wrong = attributes.find((name) => empty.safeParse(values[name]).success);
      if (wrong !== undefined) throw emptyKey(index, wrong);
    }
  }
}

/** How dynalite's keys of index entries start. */
const place = /^index-(?:local|global)~([^~]+)~([^~]+)~/;

/** Whether a write is of an index and not of an item. */
export function isIndexEntry({ key }: Write): boolean {
  return place.test(key);
}

const item = z.record(z.string(), z.unknown());
const empty = z.union([z.object({ S: z.literal('') }), z.object({ B: z.literal('') })]);

function emptyKey(index: string, attribute: string): AwsError {
  return new AwsError(
    'ValidationException',
    'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
      'The AttributeValue for a key attribute cannot contain an empty string value. ' +
      `IndexName: ${index}, IndexKey: ${attribute}`,
  );
}
