import { randomUUID } from 'node:crypto';
import {
  DetectFacesCommand,
  DetectLabelsCommand,
  RekognitionClient,
  type DetectLabelsCommandInput,
  type Label,
} from '@aws-sdk/client-rekognition';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { afterAll, beforeAll, expect } from 'vitest';
import { storedAs } from '../../infra/local/services/rekognition/testing/orientation.ts';
import { boats, pastoral } from '../support/photos.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here, seenByOthers } from './evidence.ts';
import { openTarget, type Target } from './target.ts';

const rekognition = behavioursOf('Rekognition');
const reference = documented('Rekognition API reference, DetectLabels');
const guide = documented('Rekognition developer guide, Detecting labels in an image');
const limits = documented('Rekognition developer guide, Guidelines and quotas');
const errors = documented('Rekognition developer guide, Error handling');

const megabyte = 1024 * 1024;

let target: Target;
let client: RekognitionClient;
let storage: S3Client;
beforeAll(async () => {
  target = await openTarget();
  client = new RekognitionClient({ ...target.client, maxAttempts: 1 });
  storage = new S3Client(target.client);
});
afterAll(() => target.stop());

type Options = Omit<DetectLabelsCommandInput, 'Image'>;

const detect = async (Bytes: Uint8Array, options: Options = {}) =>
  client.send(new DetectLabelsCommand({ Image: { Bytes }, ...options }));
const labelsOf = async (bytes: Uint8Array, options: Options = {}): Promise<Label[]> =>
  (await detect(bytes, options)).Labels ?? [];
const namesOf = (labels: { Name?: string | undefined }[]) => labels.map(({ Name }) => Name);

/** Detects in an object of the bucket, which is put first if there are bytes for it. */
async function detectStored(Name: string, Body?: Uint8Array) {
  const Bucket = target.output('BucketName');
  if (Body) await storage.send(new PutObjectCommand({ Bucket, Key: Name, Body }));
  return client.send(new DetectLabelsCommand({ Image: { S3Object: { Bucket, Name } } }));
}

rekognition.covers(
  'DetectLabels answers Labels with Name, Confidence, Instances, Parents, Aliases and Categories, and LabelModelVersion `3.0`; a photo of sheep has the label Sheep',
  reference,
  async () => {
    const { Labels = [], LabelModelVersion } = await detect(pastoral);
    expect(LabelModelVersion).toBe('3.0');
    const sheep = Labels.find(({ Name }) => Name === 'Sheep');
    expect(sheep).toMatchObject({
      Parents: expect.arrayContaining([{ Name: 'Animal' }, { Name: 'Mammal' }]) as unknown,
      Aliases: [],
      Categories: [{ Name: 'Animals and Pets' }],
    });
    for (const { Confidence } of Labels) {
      expect(Confidence).toBeGreaterThanOrEqual(55);
      expect(Confidence).toBeLessThanOrEqual(100);
    }
  },
);

rekognition.covers('All ancestors of a label are labels of their own', guide, async () => {
  for (const photo of [pastoral, boats]) {
    const labels = await labelsOf(photo);
    expect(labels.length).toBeGreaterThan(1);
    for (const { Parents = [] } of labels) expect(namesOf(labels)).toEqual(expect.arrayContaining(namesOf(Parents)));
  }
});

rekognition.covers('Boxes of instances are ratios of the image’s width and height', reference, async () => {
  const boxes = (await labelsOf(pastoral)).flatMap(({ Instances = [] }) => Instances);
  expect(boxes.length).toBeGreaterThan(0);
  for (const { BoundingBox: { Left = -1, Top = -1, Width = 0, Height = 0 } = {}, Confidence } of boxes) {
    expect(Math.min(Left, Top)).toBeGreaterThanOrEqual(0);
    expect(Math.min(Width, Height)).toBeGreaterThan(0);
    expect(Math.max(Left + Width, Top + Height)).toBeLessThanOrEqual(1.001);
    expect(Confidence).toBeGreaterThan(0);
  }
});

rekognition.covers('An object in S3 gives what the same bytes in the request give', reference, async () => {
  const { Labels } = await detectStored(`rekognition-${randomUUID()}.jpg`, pastoral);
  expect(Labels).toEqual(await labelsOf(pastoral));
});

rekognition.covers(
  'MinConfidence (55 without it) leaves out uncertain labels, MaxLabels all but the first; labels come by falling confidence',
  reference,
  async () => {
    const all = await labelsOf(boats, { MinConfidence: 0 });
    const confidences = all.map(({ Confidence = 0 }) => Confidence);
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
    const certain = confidences.filter((confidence) => confidence >= 55).length;
    expect(await labelsOf(boats)).toHaveLength(certain);
    expect(namesOf(await labelsOf(boats, { MinConfidence: 0, MaxLabels: 2 }))).toEqual(namesOf(all.slice(0, 2)));
    expect(await labelsOf(boats, { MinConfidence: 100 })).toEqual([]);
  },
);

rekognition.covers('The filters of GeneralLabels include and exclude labels and categories', guide, async () => {
  const filtered = async (GeneralLabels: object) => namesOf(await labelsOf(pastoral, { Settings: { GeneralLabels } }));
  expect(await filtered({ LabelInclusionFilters: ['Sheep'] })).toEqual(['Sheep']);
  expect(await filtered({ LabelExclusionFilters: ['Sheep'] })).not.toContain('Sheep');
  expect(await filtered({ LabelCategoryInclusionFilters: ['Animals and Pets'] })).toContain('Sheep');
  expect(await filtered({ LabelCategoryExclusionFilters: ['Animals and Pets'] })).not.toContain('Sheep');
});

rekognition.covers(
  'A JPEG is seen as its EXIF orientation turns it, and boxes are those of the turned image; a PNG is not turned',
  documented('Rekognition developer guide, Getting image orientation and bounding box coordinates'),
  async () => {
    const upright = await sharp(pastoral).resize(640).jpeg({ quality: 95 }).toBuffer();
    const boxOf = async (photo: Buffer) => {
      const sheep = (await labelsOf(photo, { MinConfidence: 30 })).find(({ Name }) => Name === 'Sheep');
      return sheep?.Instances?.[0]?.BoundingBox;
    };
    const [one, other] = [await boxOf(upright), await boxOf(await storedAs(6, upright, 'jpeg'))];
    expect(other?.Left).toBeCloseTo(one?.Left ?? -1, 1);
    expect(other?.Top).toBeCloseTo(one?.Top ?? -1, 1);
    const [lying, turned] = [
      await boxOf(await sharp(upright).rotate(270).png().toBuffer()),
      await boxOf(await storedAs(6, upright, 'png')),
    ];
    expect(turned).toEqual(lying);
  },
);

const missing = 'Unable to get object metadata from S3. Check object key, region and/or access permissions.';

rekognition.covers(
  `An object that cannot be read is a 400 InvalidS3ObjectException: \`${missing}\``,
  errors,
  async () => {
    await expect(detectStored(`rekognition-${randomUUID()}.jpg`)).rejects.toMatchObject({
      name: 'InvalidS3ObjectException',
      message: missing,
      Code: 'InvalidS3ObjectException',
      $metadata: { httpStatusCode: 400 },
    });
  },
);

rekognition.covers(
  'What is neither JPEG nor PNG, or breaks off, is a 400 InvalidImageFormatException, whatever its name says',
  errors,
  async () => {
    const gif = await sharp(pastoral).resize(200).gif().toBuffer();
    for (const bytes of [Buffer.from('not a photo'), gif, pastoral.subarray(0, 2000)]) {
      await expect(detect(bytes)).rejects.toMatchObject({
        name: 'InvalidImageFormatException',
        message: 'Request has invalid image format',
        $metadata: { httpStatusCode: 400 },
      });
    }
  },
);

rekognition.covers('An object in S3 may have 15 MB; more is an ImageTooLargeException', limits, async () => {
  const Key = `rekognition-${randomUUID()}.jpg`;
  const largest = Buffer.concat([pastoral, Buffer.alloc(15 * megabyte - pastoral.length)]);
  expect(namesOf((await detectStored(Key, largest)).Labels ?? [])).toContain('Sheep');
  await expect(detectStored(Key, Buffer.concat([largest, Buffer.alloc(1)]))).rejects.toMatchObject({
    name: 'ImageTooLargeException',
  });
});

rekognition.covers(
  'Bytes in a request may be 5 MB; more is a ValidationException at `image.bytes`',
  limits,
  async () => {
    const largest = Buffer.concat([pastoral, Buffer.alloc(5 * megabyte - pastoral.length)]);
    expect(namesOf(await labelsOf(largest))).toContain('Sheep');
    await expect(detect(Buffer.concat([largest, Buffer.alloc(1)]))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("'image.bytes' failed to satisfy constraint") as string,
    });
  },
);

const blank = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'grey' } })
    .jpeg()
    .toBuffer();

rekognition.covers(
  'An image of less than 80 pixels a side is an InvalidParameterException, one of more than 10,000 an ImageTooLargeException',
  seenByOthers('the developer guide names the limits, reports of users the errors'),
  async () => {
    expect(await labelsOf(await blank(80, 80))).toEqual([]);
    await expect(detect(await blank(79, 200))).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(detect(await blank(10_001, 100))).rejects.toMatchObject({ name: 'ImageTooLargeException' });
  },
);

rekognition.covers(
  'A request without an image is an InvalidParameterException, one that breaks the model a ValidationException that names the member',
  errors,
  async () => {
    await expect(client.send(new DetectLabelsCommand({ Image: {} }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(detect(pastoral, { MinConfidence: 101 })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("'minConfidence' failed to satisfy constraint") as string,
    });
  },
);

rekognition.covers(
  'The SDK repeats a ThrottlingException (400) and an InternalServerError (500), and not what is wrong with an image',
  here(errors),
  async () => {
    const patient = new RekognitionClient({ ...target.client, maxAttempts: 3 });
    for (const [code, status] of [
      ['ThrottlingException', 400],
      ['InternalServerError', 500],
    ] as const) {
      const effect = { error: { code, status, message: 'Slow down' } };
      target.local.cloud.faults.set([{ service: 'rekognition', operation: 'DetectLabels', times: 1, effect }]);
      const { $metadata } = await patient.send(new DetectLabelsCommand({ Image: { Bytes: pastoral } }));
      expect($metadata.attempts).toBe(2);
    }
    const failing = patient.send(new DetectLabelsCommand({ Image: { Bytes: Buffer.from('no photo') } }));
    await expect(failing).rejects.toMatchObject({ $metadata: { attempts: 1 } });
  },
);

rekognition.refuses(
  'IMAGE_PROPERTIES, its settings and `S3Object.Version` are an InvalidParameterException that says so',
  here(reference),
  async () => {
    const refused = { name: 'InvalidParameterException', message: expect.stringContaining('not emulated') as string };
    await expect(detect(pastoral, { Features: ['IMAGE_PROPERTIES'] })).rejects.toMatchObject(refused);
    await expect(detect(pastoral, { Settings: { ImageProperties: {} } })).rejects.toMatchObject(refused);
    const S3Object = { Bucket: target.output('BucketName'), Name: 'a', Version: '1' };
    await expect(client.send(new DetectLabelsCommand({ Image: { S3Object } }))).rejects.toMatchObject(refused);
  },
);

rekognition.refuses(
  'Every other operation is an UnknownOperationException that names it',
  here(reference),
  async () => {
    await expect(client.send(new DetectFacesCommand({ Image: { Bytes: pastoral } }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('DetectFaces') as string,
    });
  },
);

rekognition.refuses(
  'Labels are the 80 kinds of objects of COCO and their ancestors, with this detector’s confidences: no scenes, actions or materials',
  here(documented('Rekognition developer guide, Detecting labels: thousands of objects, scenes and actions')),
  async () => {
    const names = [...(await labelsOf(pastoral)), ...(await labelsOf(boats))].map(({ Name }) => Name);
    for (const scene of ['Field', 'Grassland', 'Nature', 'Outdoors', 'Water', 'Sea'])
      expect(names).not.toContain(scene);
  },
);
