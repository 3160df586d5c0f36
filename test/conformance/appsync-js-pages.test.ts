import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import { behavioursOf } from './behaviour.ts';
import { documented, seenByOthers } from './evidence.ts';
import { Probes } from './probes.ts';
import { openTarget, type Target } from './target.ts';

const js = behavioursOf('APPSYNC_JS');
const query = documented('AppSync developer guide, JavaScript resolver function reference for DynamoDB, Query');

const PK = `secret-${randomUUID()}`;
let target: Target;
let probes: Probes;
beforeAll(async () => {
  target = await openTarget();
  probes = await Probes.of(target);
  const items = ['a', 'b', 'c', 'd'].map((SK, n) => ({ PK: { S: PK }, SK: { S: SK }, n: { N: n } }));
  await probes.json('tableRequest', { operation: 'BatchPutItem', tables: { [target.output('TableName')]: items } });
});
afterAll(() => target.stop());

const page = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  nextToken: z.string().nullish(),
  scannedCount: z.number(),
});

async function pageOf(order: object, probe = 'tablePage') {
  const { result, error } = await probes.json(probe, { PK, ...order });
  expect(error).toBeNull();
  const { items, ...rest } = page.parse(result);
  return { keys: items.map(({ SK }) => SK), items, ...rest };
}

js.covers(
  'Query answers `items`, `nextToken` and `scannedCount`, forwards or backwards, page by page until `nextToken` is null',
  query,
  async () => {
    expect(await pageOf({})).toMatchObject({ keys: ['a', 'b', 'c', 'd'], scannedCount: 4, nextToken: null });
    const first = await pageOf({ limit: 3, scanIndexForward: false });
    expect(first).toMatchObject({ keys: ['d', 'c', 'b'], scannedCount: 3 });
    const last = await pageOf({ limit: 3, scanIndexForward: false, nextToken: first.nextToken });
    expect(last).toMatchObject({ keys: ['a'], nextToken: null });
  },
);

js.covers(
  'A filter applies after the limit: a page may be empty and still have a `nextToken`; `scannedCount` counts what was read',
  query,
  async () => {
    const filter = { n: { gt: 2 } };
    const first = await pageOf({ limit: 3, filter });
    expect(first).toMatchObject({ keys: [], scannedCount: 3, nextToken: expect.any(String) as string });
    expect((await pageOf({ limit: 3, filter, nextToken: first.nextToken })).keys).toEqual(['d']);
  },
);

js.covers('Query reads what its projection names', query, async () => {
  const { items } = await pageOf({ limit: 1, projection: ['n'] });
  expect(items).toEqual([{ n: 0 }]);
});

js.covers('`nextToken` tells nothing of the table: neither keys nor values are in it', query, async () => {
  const { nextToken } = await pageOf({ limit: 1 });
  let text = String(nextToken);
  for (let layer = 0; layer < 3; layer += 1) {
    expect(text).not.toContain(PK);
    text = Buffer.from(text, 'base64').toString('latin1');
  }
});

js.covers(
  'A `nextToken` of another resolver, or a changed one, sets `ctx.error`: `DynamoDB:UserIllegalArgumentException`, `Invalid pagination token given.`',
  seenByOthers('amplify-js#4880; the developer guide says that tokens cannot be used across resolvers'),
  async () => {
    const { nextToken } = await pageOf({ limit: 1 });
    const token = String(nextToken);
    const changed = token.slice(0, 40) + (token[40] === 'A' ? 'B' : 'A') + token.slice(41);
    const asked = [
      probes.json('tablePageToo', { PK, nextToken: token }),
      probes.json('tablePage', { PK, nextToken: changed }),
      probes.json('tablePage', { PK, nextToken: 'nonsense' }),
    ];
    for (const answer of await Promise.all(asked)) {
      expect(answer).toMatchObject({
        result: null,
        error: {
          type: 'DynamoDB:UserIllegalArgumentException',
          message: expect.stringContaining('Invalid pagination token given.') as string,
        },
      });
    }
  },
);
