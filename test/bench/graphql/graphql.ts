import * as z from 'zod';
import { benchmark, type Outcome, type Surroundings } from '../benchmark.ts';
import { interleaved } from '../measuring.ts';
import { collectionsOf, ownerName } from '../reports/load.ts';
import { load, type Loaded } from './load.ts';
import { operationsOn, type Operation } from './operations.ts';
import { rowOf } from './rows.ts';
import { section, type Profiled } from './section.ts';
import { startContenders, type Contender } from './servers.ts';

const order = z.object({ rounds: z.coerce.number().int().min(1).max(50).default(7) });

export const graphql = benchmark({
  title: 'requests a second, beside graphql-yoga and Amplify’s simulator',
  options: '  --rounds N      how often the three are compared (default 7)',
  order,
  run,
});

/** How many analyses the one who asks has. */
const stored = 1000;

async function run({ rounds }: z.output<typeof order>, surroundings: Surroundings): Promise<Outcome> {
  const { ours, yoga, simulator, stop } = await startContenders(stored, surroundings);
  try {
    const { sub } = await ours.signIn(ownerName);
    const operations = operationsOn(collectionsOf(sub, stored)[0]);
    surroundings.say(`${rounds} rounds of ${operations.length} operations on each of three servers ...`);
    const columns = [ours, yoga, simulator];
    const results = await interleaved({ rows: operations, columns, rounds }, turn);
    const rows = operations.map(({ field }, nth) => {
      const [mine = [], yogas = [], simulators = []] = results[nth] ?? [];
      return rowOf(field, mine, yogas, simulators);
    });
    const profiles: Profiled[] = [];
    for (const operation of operations) {
      const parts = await ours.server.profile(() => turn(operation, ours));
      profiles.push({ field: operation.field, parts, amount: operation.amount });
    }
    return { rows, table: rows, section: section(rows, profiles, { rounds, stored }) };
  } finally {
    await stop();
  }
}

let turns = 0;

/** All requests of an operation, by as many people as it takes. */
async function turn(operation: Operation, { server, signIn }: Contender): Promise<Loaded> {
  const { field, query, variables, amount, perPerson } = operation;
  const name = `turn ${(turns += 1)}`;
  const people = perPerson
    ? await Promise.all(
        Array.from({ length: Math.ceil(amount / perPerson) }, (_, nth) => signIn(`bench-${turns}-${nth}`)),
      )
    : [await signIn(ownerName)];
  const requests = Array.from({ length: amount }, (_, nth) => ({
    body: JSON.stringify({ query, variables: variables(nth, name) }),
    authorization: people[nth % people.length]?.token ?? '',
  }));
  return load({ url: server.address.graphqlUrl, requests, field });
}
