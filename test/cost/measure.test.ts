import { expect, it } from 'vitest';
import { measure, type Case } from './measure.ts';

const unitsOf = ({ rows }: Case) => Object.assign({}, ...rows.map(({ units }) => units)) as Record<string, number>;

it('meters a visit to the running stack: photos are looked at once, and what is known costs next to nothing', async () => {
  const photos = 4;
  const order = { sizes: [100_000], repeats: [0, 0.5, 1], photos, alone: 1, say: () => {} };
  const { cases, idleMonth } = await measure(order);
  const [fresh, half, known] = cases.map(unitsOf);
  expect(fresh).toMatchObject({ detection: 1, push: 2, put: 2 });
  expect(half).toMatchObject({ detection: 0.5, push: 1, put: 1 });
  expect(known).not.toHaveProperty('detection');
  expect(known).not.toHaveProperty('put');
  expect(known!['write'] ?? 0).toBeLessThan(fresh!['write']! / 10);
  // Each is 0.0006 dollars a thousand: whoever adds one says so here.
  expect(fresh!['write']).toBeLessThan(40);
  // Once a minute.
  expect(idleMonth['run']).toBe(43_200);
});
