import { performance } from 'node:perf_hooks';
import { createApi } from '../../../client/api/api.ts';
import type { Consumption } from '../../../infra/local/services/service.ts';
import { Stack } from '../../support/stack.ts';
import { collectionsOf, ownerName } from './load.ts';
import type { Collection } from './photos.ts';
import type { Asked, Question } from './questions.ts';

export interface Answer {
  items: readonly object[];
  /** Read units of the table. */
  units: number;
  latencyMs: number;
}

/** A running stack with so many analyses of one owner, which tells what each answer takes. */
export class MeteredStack {
  readonly stack: Stack;
  readonly collections: readonly [Collection, ...Collection[]];
  readonly #asked: Asked;
  readonly #heard: Consumption[];

  private constructor(stack: Stack, collections: MeteredStack['collections'], asked: Asked, heard: Consumption[]) {
    this.stack = stack;
    this.collections = collections;
    this.#asked = asked;
    this.#heard = heard;
  }

  static async start(size: number, options: { dataDir?: string; assemblyDir?: string } = {}): Promise<MeteredStack> {
    const heard: Consumption[] = [];
    const stack = await Stack.start({ ...options, meter: (consumption) => heard.push(consumption) });
    const apiOf = async (name: string, groups: string[] = []) => {
      const { accessToken, sub } = await stack.token(name, { groups, expiresIn: 86_400 });
      const api = createApi({ graphqlUrl: stack.output('GraphqlUrl'), token: () => Promise.resolve(accessToken) });
      return { api, sub };
    };
    const owner = await apiOf(ownerName);
    const admin = await apiOf('bench-admin', ['admins']);
    const collections = collectionsOf(owner.sub, size);
    const asked: Asked = { collection: collections[0], owner: owner.api, admin: admin.api };
    return new MeteredStack(stack, collections, asked, heard);
  }

  async answer({ ask }: Question): Promise<Answer> {
    this.#heard.length = 0;
    const began = performance.now();
    const items = await ask(this.#asked);
    const latencyMs = performance.now() - began;
    if (items.length === 0) throw new Error('Nothing was found: these data are not of this stack or this owner.');
    // The sweeper comes by once a minute, whoever asks for what.
    const reads = this.#heard.filter(({ kind, by }) => kind === 'read' && !by.includes('Sweep'));
    return { items, latencyMs, units: reads.reduce((sum, { units }) => sum + units, 0) };
  }

  /** Data stays. */
  stop(): Promise<void> {
    return this.stack.stop(false);
  }
}
