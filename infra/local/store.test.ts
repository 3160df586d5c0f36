import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openStore, type Operation, type Store } from './store.ts';

const folder = () => mkdtemp(join(tmpdir(), 'store-'));

async function contents(store: Store): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for await (const [key, value] of store.entries('')) found[key] = value;
  return found;
}

test('what was written is there after closing and opening again', async () => {
  const path = await folder();
  const store = await openStore(path);
  await store.batch([
    { type: 'put', key: 'sqs/a', value: { body: 'x' } },
    { type: 'put', key: 's3/a', value: 1 },
  ]);
  await store.close();
  const again = await openStore(path);
  expect(await contents(again)).toEqual({ 'sqs/a': { body: 'x' }, 's3/a': 1 });
  await again.close();
});

test('closing writes what is still waiting', async () => {
  const path = await folder();
  const store = await openStore(path);
  const writes = [1, 2, 3].map((value) => store.batch([{ type: 'put', key: `k${value}`, value }]));
  await Promise.all([...writes, store.close()]);
  const again = await openStore(path);
  expect(await contents(again)).toEqual({ k1: 1, k2: 2, k3: 3 });
  await again.close();
});

test('a value is stored as it was when the write was asked for', async () => {
  const store = await openStore(await folder());
  const value = { count: 1 };
  const written = store.batch([{ type: 'put', key: 'k', value }]);
  value.count = 2;
  await written;
  expect(await store.get('k')).toEqual({ count: 1 });
  await store.close();
});

test('entries are those under the prefix, also beyond the basic plane', async () => {
  const store = await openStore(await folder());
  await store.batch(['a/1', 'a/\u{1f600}', 'a', 'b/1'].map((key) => ({ type: 'put', key, value: key })));
  const found: string[] = [];
  for await (const [key] of store.entries('a/')) found.push(key);
  expect(found).toEqual(['a/1', 'a/\u{1f600}']);
  await store.close();
});

test('concurrent batches take effect in the order in which they were asked for', async () => {
  const store = await openStore(await folder());
  const key = fc.constantFrom('a', 'b', 'c');
  const operation: fc.Arbitrary<Operation> = fc.oneof(
    fc.record({ type: fc.constant('put' as const), key, value: fc.integer() }),
    fc.record({ type: fc.constant('del' as const), key }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(operation)), async (batches) => {
      await store.batch(['a', 'b', 'c'].map((each) => ({ type: 'del', key: each })));
      await Promise.all(batches.map((batch) => store.batch(batch)));
      const expected = new Map<string, unknown>();
      for (const each of batches.flat()) {
        if (each.type === 'put') expected.set(each.key, each.value);
        else expected.delete(each.key);
      }
      expect(await contents(store)).toEqual(Object.fromEntries(expected));
    }),
    { numRuns: 50 },
  );
  await store.close();
});
