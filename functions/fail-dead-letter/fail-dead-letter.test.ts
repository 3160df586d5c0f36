import { beforeEach, expect, it } from 'vitest';
import { announce } from '../domain/analysis.ts';
import { settle } from '../domain/settle.ts';
import { inMemoryPorts } from '../testing/in-memory.ts';
import { failDeadLetter } from './fail-dead-letter.ts';

const owner = 'alice';
const id = '01KB00000000000000000000AA';
const first = { owner, id, run: id };
const day = '2026-11-22';
const now = `${day}T10:00:00.000Z`;
const place = { day, token: `${id}#again` };
const file = { fileName: 'a.jpg', contentType: 'image/jpeg', size: 3, sha256: '' };
const labels = [{ name: 'Sheep', confidence: 99, instances: [], parents: [], aliases: [], categories: [] }];

let ports: ReturnType<typeof inMemoryPorts>;
const stored = () => ports.records.get(`${owner}/${id}`);
const used = () => ports.days.get(`${owner}/${day}`)?.used;

beforeEach(async () => {
  ports = inMemoryPorts();
  await ports.quota.reserve(owner, day, [id], 10, now);
  await ports.analyses.announce(announce({ id, owner, sourceIp: undefined, file, now }));
  await ports.analyses.transition(owner, id, 'ANALYZING', now);
});

/** The photo has ended so, and is looked at again. */
async function repeat(end: 'COMPLETED' | 'FAILED'): Promise<void> {
  const outcome = end === 'COMPLETED' ? { labels } : { wasted: true };
  const ended = await ports.analyses.transition(owner, id, end, now, outcome);
  if (!ended) throw new Error('It had ended already.');
  await settle(ended, ports);
  await ports.quota.reserve(owner, day, [place.token], 10, now);
  await ports.analyses.restart({ ...ended, dueAt: undefined }, place, now);
}

it('ends what was given up on as FAILED, once, in plain words, and gives its place back once', async () => {
  await failDeadLetter(first, ports);
  await failDeadLetter(first, ports);
  expect(stored()).toMatchObject({ status: 'FAILED', reason: { code: 'DETECTOR_UNAVAILABLE' }, wasted: true });
  expect(used()).toBe(0);
  expect(ports.announced.map(({ status, version }) => `${status} ${version}`)).toEqual(['FAILED 3']);
});

it('ends nothing when it is late and the photo is being looked at again', async () => {
  await repeat('FAILED');
  const repeated = stored();
  await failDeadLetter(first, ports);
  expect(stored()).toEqual(repeated);
  expect(stored()?.status).toBe('ANALYZING');
  expect(used()).toBe(1);
});

it('keeps the labels of a repeat that was given up on', async () => {
  await repeat('COMPLETED');
  await failDeadLetter({ owner, id, run: place.token }, ports);
  expect(stored()).toMatchObject({ status: 'COMPLETED', labels });
  expect(used()).toBe(1);
});

it('leaves alone what has ended, and what is gone', async () => {
  await ports.analyses.transition(owner, id, 'COMPLETED', now, { labels });
  const ended = stored();
  await failDeadLetter(first, ports);
  await failDeadLetter({ owner, id: 'gone', run: 'gone' }, ports);
  expect(stored()).toEqual(ended);
});
