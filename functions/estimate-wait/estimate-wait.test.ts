import { expect, it } from 'vitest';
import { inMemoryPorts } from '../testing/in-memory.ts';
import { estimateWait } from './estimate-wait.ts';

function setUp(concurrency: number) {
  const now = () => new Date('2026-11-22T10:00:00.000Z');
  const ports = { ...inMemoryPorts(), now, concurrency };
  return { ports, ask: () => estimateWait(ports) };
}

it('nobody waits while nothing does', async () => {
  expect(await setUp(10).ask()).toEqual({ photos: 0, seconds: 0 });
});

it('takes a second for each photo, until it knows better', async () => {
  const { ports, ask } = setUp(2);
  for (const id of ['a', 'b', 'c']) await ports.queue.send({ owner: 'alice', id, run: id });
  expect(await ask()).toEqual({ photos: 3, seconds: 2 });
});

it('goes by what this month’s photos took', async () => {
  const { ports, ask } = setUp(2);
  for (const id of ['a', 'b', 'c', 'd']) await ports.queue.send({ owner: 'alice', id, run: id });
  await ports.spending.took('2026-11', 4000);
  await ports.spending.took('2026-11', 6000);
  await ports.spending.took('2026-10', 1);
  expect(await ask()).toEqual({ photos: 4, seconds: 10 });
});
