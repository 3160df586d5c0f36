import sharp from 'sharp';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { announce } from '../domain/analysis.ts';
import { erase } from '../domain/erase.ts';
import { inMemoryPorts } from '../testing/in-memory.ts';
import { analyzeImage } from './analyze-image.ts';

const owner = 'alice';
const id = '01KB00000000000000000000AA';
const createdAt = '2026-11-22T10:00:00.000Z';

function picture(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: '#3a7' } });
}

class AwsFailure extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

let ports: ReturnType<typeof inMemoryPorts>;

async function upload(bytes: Uint8Array, contentType = 'image/jpeg', size = bytes.length): Promise<void> {
  const file = { fileName: 'a.jpg', contentType, size, sha256: '' };
  await ports.quota.reserve(owner, '2026-11-22', [id], 10, createdAt);
  await ports.analyses.announce(announce({ id, owner, sourceIp: undefined, file, now: createdAt }));
  ports.stored.set(`${owner}/${id}`, { bytes, contentType });
}

const stored = () => ports.records.get(`${owner}/${id}`);
const used = () => ports.days.get(`${owner}/2026-11-22`)?.used;
const told = () => ports.announced.map(({ status, version }) => `${status} ${version}`);

beforeEach(() => {
  ports = inMemoryPorts();
});

describe('analyzeImage', () => {
  it('takes a photo from its arrival to its labels and tells of each step', async () => {
    await upload(await picture(200, 100).jpeg().toBuffer());
    await analyzeImage(owner, id, ports);
    expect(stored()).toMatchObject({
      status: 'COMPLETED',
      version: 3,
      width: 200,
      height: 100,
      labelModelVersion: '3.0',
    });
    expect(stored()?.labels?.[0]?.name).toBe('Sheep');
    expect(told()).toEqual(['ANALYZING 2', 'COMPLETED 3']);
  });

  it('measures each end, and the time to the labels of those that are the first', async () => {
    ports.now = () => new Date(Date.parse(createdAt) + 4200);
    await upload(await picture(200, 100).jpeg().toBuffer());
    await analyzeImage(owner, id, ports);
    expect(ports.measured).toEqual([
      ['PhotosCompleted', 1],
      ['UploadToLabels', 4200],
    ]);
    await ports.analyses.restart(stored()!, { day: '2026-11-22', token: `${id}#again` }, createdAt);
    await analyzeImage(owner, id, ports);
    expect(ports.measured.slice(2)).toEqual([['PhotosCompleted', 1]]);
  });

  it('gives the displayed size of a photo that lies on its side', async () => {
    await upload(await picture(200, 100).jpeg().withMetadata({ orientation: 6 }).toBuffer());
    await analyzeImage(owner, id, ports);
    expect(stored()).toMatchObject({ width: 100, height: 200 });
  });

  it('changes nothing when the same event comes again, but tells of the end again', async () => {
    await upload(await picture(200, 100).jpeg().toBuffer());
    await analyzeImage(owner, id, ports);
    const before = stored();
    await analyzeImage(owner, id, ports);
    expect(stored()).toEqual(before);
    expect(told().at(-1)).toBe('COMPLETED 3');
  });

  it('ends once when two run at the same time', async () => {
    await upload(await picture(200, 100).jpeg().toBuffer());
    await Promise.all([analyzeImage(owner, id, ports), analyzeImage(owner, id, ports)]);
    expect(stored()).toMatchObject({ status: 'COMPLETED', version: 3 });
  });

  it.each([
    ['a text file', () => Promise.resolve(Buffer.from('hello, this is no photo at all')), 'image/jpeg', 'NOT_AN_IMAGE'],
    ['a GIF', () => picture(100, 100).gif().toBuffer(), 'image/png', 'UNSUPPORTED_FORMAT'],
    ['a PNG sent as a JPEG', () => picture(100, 100).png().toBuffer(), 'image/jpeg', 'CONTENT_MISMATCH'],
    ['a photo 79 pixels high', () => picture(100, 79).png().toBuffer(), 'image/png', 'TOO_SMALL'],
    ['a photo 10,001 pixels wide', () => picture(10_001, 100).png().toBuffer(), 'image/png', 'TOO_LARGE'],
  ])('rejects %s before the detector is paid', async (_what, bytes, contentType, code) => {
    ports.detector.detectLabels = () => Promise.reject(new Error('must not be called'));
    await upload(await bytes(), contentType);
    await analyzeImage(owner, id, ports);
    expect(stored()).toMatchObject({ status: 'REJECTED', reason: { code } });
    expect(stored()?.reason?.message).toMatch(/\.$/);
    expect(used()).toBe(1);
  });

  it('looks at nothing of somebody who was blocked meanwhile', async () => {
    ports.detector.detectLabels = () => Promise.reject(new Error('must not be called'));
    await upload(await picture(200, 100).jpeg().toBuffer());
    await ports.users.setBlock(owner, { by: 'admin', at: createdAt });
    await analyzeImage(owner, id, ports);
    expect(stored()).toMatchObject({ status: 'REJECTED', reason: { code: 'USER_BLOCKED' } });
  });

  it('counts each paid detection of the month', async () => {
    await upload(await picture(200, 100).jpeg().toBuffer());
    await analyzeImage(owner, id, { ...ports, now: () => new Date(createdAt) });
    expect(await ports.spending.spent('2026-11')).toBe(1);
  });

  it('stores a thumbnail while the photo is looked at', async () => {
    await upload(await picture(200, 100).jpeg().toBuffer());
    await analyzeImage(owner, id, ports);
    expect(stored()?.thumbnail).toBe(true);
    expect(ports.announced.at(-1)?.thumbnail).toBe(true);
    expect(ports.thumbnails.has(`${owner}/${id}`)).toBe(true);
    await erase(owner, id, ports);
    expect(ports.thumbnails.size).toBe(0);
  });

  it.each([
    ['made', () => (ports.thumbnailer.thumbnail = () => Promise.reject(new Error('out of memory')))],
    ['stored', () => (ports.photos.putThumbnail = () => Promise.reject(new AwsFailure('SlowDown')))],
  ])('completes when no thumbnail can be %s', async (_what, breakIt) => {
    breakIt();
    await upload(await picture(200, 100).jpeg().toBuffer());
    await analyzeImage(owner, id, ports);
    expect(stored()).toMatchObject({ status: 'COMPLETED', version: 3 });
    expect(stored()?.thumbnail).toBeUndefined();
  });

  it('makes no thumbnail of a photo that would take too much memory', async () => {
    ports.thumbnailer.thumbnail = () => Promise.reject(new Error('must not be called'));
    await upload(await picture(9000, 9000).jpeg({ progressive: true }).toBuffer());
    await analyzeImage(owner, id, ports);
    expect(stored()).toMatchObject({ status: 'COMPLETED', width: 9000 });
    expect(stored()?.thumbnail).toBeUndefined();
  });

  it('fails at once when the photo cannot be read for a fault of ours', async () => {
    ports.photos.read = () => Promise.reject(new AwsFailure('InvalidRequest'));
    await upload(await picture(200, 100).jpeg().toBuffer());
    await analyzeImage(owner, id, ports);
    expect(stored()).toMatchObject({ status: 'FAILED', reason: { code: 'INTERNAL_ERROR' } });
  });

  it('rejects bytes of another length than announced', async () => {
    const bytes = await picture(200, 100).jpeg().toBuffer();
    await upload(bytes, 'image/jpeg', bytes.length + 1);
    await analyzeImage(owner, id, ports);
    expect(stored()).toMatchObject({ status: 'REJECTED', reason: { code: 'CONTENT_MISMATCH' } });
  });

  it('reads on when the dimensions lie behind a long preamble', async () => {
    const jpeg = await picture(200, 100).jpeg().toBuffer();
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xff, 0xff]), Buffer.alloc(0xfffd)]);
    await upload(Buffer.concat([jpeg.subarray(0, 2), comment, comment, comment, jpeg.subarray(2)]));
    await analyzeImage(owner, id, ports);
    expect(stored()).toMatchObject({ status: 'COMPLETED', width: 200, height: 100 });
  });

  it('rejects what only Rekognition finds unreadable', async () => {
    ports.detector.detectLabels = () => Promise.reject(new AwsFailure('InvalidImageFormatException'));
    await upload(await picture(200, 100).jpeg().toBuffer());
    await analyzeImage(owner, id, ports);
    expect(stored()).toMatchObject({ status: 'REJECTED', reason: { code: 'NOT_AN_IMAGE' } });
  });

  it.each(['ThrottlingException', 'InternalServerError', 'ProvisionedThroughputExceededException', 'ECONNRESET'])(
    'waits for another try after %s, and succeeds then',
    async (name) => {
      const { detectLabels } = ports.detector;
      ports.detector.detectLabels = () => Promise.reject(new AwsFailure(name));
      await upload(await picture(200, 100).jpeg().toBuffer());
      await expect(analyzeImage(owner, id, ports)).rejects.toThrow(name);
      expect(stored()?.status).toBe('ANALYZING');
      ports.detector.detectLabels = detectLabels;
      await analyzeImage(owner, id, ports);
      expect(stored()?.status).toBe('COMPLETED');
    },
  );

  it('leaves a repeat to whoever was sent to it, however late the first look ends', async () => {
    await upload(await picture(200, 100).jpeg().toBuffer());
    const found = await ports.detector.detectLabels(owner, id);
    let answer: (() => void) | undefined;
    const detector = { detectLabels: () => new Promise<typeof found>((resolve) => (answer = () => resolve(found))) };
    const late = analyzeImage(owner, id, { ...ports, detector });
    await vi.waitUntil(() => answer);
    await analyzeImage(owner, id, ports);
    const first = stored();
    if (!first) throw new Error('The analysis is gone.');
    await ports.analyses.restart(first, { day: '2026-11-22', token: `${id}#again` }, createdAt);
    answer?.();
    await late;
    expect(stored()).toMatchObject({ status: 'ANALYZING', version: first.version + 1 });
  });

  it('fails at once on a fault of ours, and gives the place in the limit back', async () => {
    ports.detector.detectLabels = () => Promise.reject(new AwsFailure('InvalidParameterException'));
    await upload(await picture(200, 100).jpeg().toBuffer());
    await analyzeImage(owner, id, ports);
    expect(stored()).toMatchObject({ status: 'FAILED', reason: { code: 'INTERNAL_ERROR' } });
    expect(used()).toBe(0);
  });

  it('leaves a look that has just begun its time when an event comes twice, so that nothing is paid twice', async () => {
    await upload(await picture(200, 100).jpeg().toBuffer());
    const at = (time: string) => ({ ...ports, now: () => new Date(time) });
    const detectLabels = vi.spyOn(ports.detector, 'detectLabels');
    await ports.analyses.transition(owner, id, 'ANALYZING', createdAt);
    await expect(analyzeImage(owner, id, at('2026-11-22T10:00:05.000Z'), true)).rejects.toThrow('only just begun');
    expect(detectLabels).not.toHaveBeenCalled();
    // Whoever began it is gone.
    await analyzeImage(owner, id, at('2026-11-22T10:01:00.000Z'), true);
    expect(stored()?.status).toBe('COMPLETED');
    await analyzeImage(owner, id, at('2026-11-22T10:01:05.000Z'), true);
    expect(detectLabels).toHaveBeenCalledTimes(1);
  });

  it('lets go of a photo whose analysis was deleted meanwhile', async () => {
    await upload(await picture(200, 100).jpeg().toBuffer());
    const { detectLabels } = ports.detector;
    ports.detector.detectLabels = async (...photo) => {
      await erase(owner, id, ports);
      return detectLabels(...photo);
    };
    await analyzeImage(owner, id, ports);
    expect(stored()).toBeUndefined();
    expect(told()).toEqual(['ANALYZING 2']);
  });
});
