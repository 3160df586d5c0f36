import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { Probes } from './probes.ts';
import type { Target } from './target.ts';

interface Key {
  PK: string;
  SK: string;
}

const outcome = z.object({
  result: z.unknown(),
  error: z.object({ type: z.string(), message: z.string() }).nullable(),
});

/** A key that no other case and no other run uses. */
export const freshKey = (): Key => ({ PK: `js-${randomUUID()}`, SK: 'item' });

export const typed = ({ PK, SK }: Key) => ({ PK: { S: PK }, SK: { S: SK } });

/** Requests of resolvers to the table, and what their response handlers found. */
export class TableProbe {
  readonly probes: Probes;
  readonly tableName: string;

  constructor(probes: Probes, tableName: string) {
    this.probes = probes;
    this.tableName = tableName;
  }

  static async of(target: Target): Promise<TableProbe> {
    return new TableProbe(await Probes.of(target), target.output('TableName'));
  }

  async ask(request: object): Promise<z.infer<typeof outcome>> {
    return outcome.parse(await this.probes.json('tableRequest', request));
  }

  put(key: Key, attributeValues: object, condition?: object) {
    return this.ask({ operation: 'PutItem', key: typed(key), attributeValues, ...(condition && { condition }) });
  }

  get(key: Key) {
    return this.ask({ operation: 'GetItem', key: typed(key), consistentRead: true });
  }

  delete(key: Key, condition?: object) {
    return this.ask({ operation: 'DeleteItem', key: typed(key), ...(condition && { condition }) });
  }
}
