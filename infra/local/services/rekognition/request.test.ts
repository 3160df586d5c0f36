import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../service.ts';
import { MAX_REQUEST_IMAGE_BYTES } from './limits.ts';
import { parseDetectLabels } from './request.ts';

const S3Object = { Bucket: 'uploads', Name: 'a/b.jpg' };
const Image = { S3Object };

function refusal(input: unknown): Pick<AwsError, 'code' | 'message'> {
  try {
    parseDetectLabels(input);
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('The request was accepted.');
}

describe('parseDetectLabels', () => {
  it('fills in what a caller leaves out, or sets to null', () => {
    const plain = {
      image: { bucket: 'uploads', key: 'a/b.jpg' },
      minConfidence: 55,
      maxLabels: 1000,
      filters: { includeLabels: [], excludeLabels: [], includeCategories: [], excludeCategories: [] },
    };
    expect(parseDetectLabels({ Image })).toEqual(plain);
    expect(
      parseDetectLabels({ Image: { S3Object, Bytes: null }, MaxLabels: null, Features: null, Settings: null }),
    ).toEqual(plain);
    expect(parseDetectLabels({ Image, Unheard: 'of', Features: ['GENERAL_LABELS'] })).toEqual(plain);
  });

  it('reads what a caller says', () => {
    const GeneralLabels = {
      LabelInclusionFilters: ['Dog', 'Wine Glass'],
      LabelExclusionFilters: ['Pet'],
      LabelCategoryInclusionFilters: ['Animals and Pets'],
      LabelCategoryExclusionFilters: ['Sports'],
    };
    expect(parseDetectLabels({ Image, MinConfidence: 0.5, MaxLabels: 3, Settings: { GeneralLabels } })).toMatchObject({
      minConfidence: 0.5,
      maxLabels: 3,
      filters: {
        includeLabels: ['Dog', 'Wine Glass'],
        excludeLabels: ['Pet'],
        includeCategories: ['Animals and Pets'],
        excludeCategories: ['Sports'],
      },
    });
    expect(parseDetectLabels({ Image, MaxLabels: 5000 }).maxLabels).toBe(1000);
  });

  it('decodes any image bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const { image } = parseDetectLabels({ Image: { Bytes: Buffer.from(bytes).toString('base64') } });
        expect(image).toEqual({ bytes: Buffer.from(bytes) });
      }),
    );
  });

  it.each([
    [
      'no image',
      {},
      "1 validation error detected: Value null at 'image' failed to satisfy constraint: Member must not be null",
    ],
    [
      'too high a confidence',
      { Image, MinConfidence: 101 },
      "1 validation error detected: Value '101' at 'minConfidence' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
    [
      'a negative limit',
      { Image, MaxLabels: -1 },
      "1 validation error detected: Value '-1' at 'maxLabels' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ],
    [
      'a feature that does not exist',
      { Image, Features: ['FACES'] },
      "1 validation error detected: Value 'FACES' at 'features.1.member' failed to satisfy constraint: Member must satisfy enum value set: [GENERAL_LABELS, IMAGE_PROPERTIES]",
    ],
    [
      'a short bucket name',
      { Image: { S3Object: { ...S3Object, Bucket: 'ab' } } },
      "1 validation error detected: Value 'ab' at 'image.s3Object.bucket' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ],
    [
      'a bucket name with a slash',
      { Image: { S3Object: { ...S3Object, Bucket: 'a/b' } } },
      "1 validation error detected: Value 'a/b' at 'image.s3Object.bucket' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9A-Za-z.\\-_]*",
    ],
    [
      'empty bytes',
      { Image: { Bytes: '' } },
      "1 validation error detected: Value at 'image.bytes' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'two faults',
      { Image, MinConfidence: -1, MaxLabels: -1 },
      expect.stringMatching(/^2 validation errors detected: .*'maxLabels'.*; .*'minConfidence'/) as string,
    ],
  ])('refuses %s as the service model does', (_fault, input, message) => {
    expect(refusal(input)).toEqual({ code: 'ValidationException', message });
  });

  it('refuses more than 100 filters, and more than 50 characters in one', () => {
    const filters = (LabelExclusionFilters: string[]) => ({
      Image,
      Settings: { GeneralLabels: { LabelExclusionFilters } },
    });
    expect(refusal(filters(Array.from({ length: 101 }, () => 'Dog'))).code).toBe('ValidationException');
    expect(refusal(filters(['x'.repeat(51)])).message).toContain(
      "'settings.generalLabels.labelExclusionFilters.1.member'",
    );
    expect(
      parseDetectLabels(filters(Array.from({ length: 100 }, () => 'x'.repeat(50)))).filters.excludeLabels,
    ).toHaveLength(100);
  });

  it('takes five megabytes of image and not a byte more', () => {
    const bytes = (length: number) => ({ Image: { Bytes: Buffer.alloc(length).toString('base64') } });
    expect(parseDetectLabels(bytes(MAX_REQUEST_IMAGE_BYTES)).image).toHaveProperty('bytes.length', 5_242_880);
    expect(refusal(bytes(MAX_REQUEST_IMAGE_BYTES + 1))).toEqual({
      code: 'ValidationException',
      message:
        "1 validation error detected: Value at 'image.bytes' failed to satisfy constraint: Member must have length less than or equal to 5242880",
    });
  });

  it.each([
    ['a number for a text', { Image: { Bytes: 7 } }, 'image.bytes'],
    ['a text for a number', { Image, MinConfidence: '55' }, 'minConfidence'],
    ['a fraction for an integer', { Image, MaxLabels: 1.5 }, 'maxLabels'],
    ['an object for a list', { Image, Features: {} }, 'features'],
    ['a text for an object', { Image: 'photo.jpg' }, 'image'],
    ['bytes that are not base64', { Image: { Bytes: 'not base64!' } }, 'Image.Bytes'],
    ['base64 that breaks off', { Image: { Bytes: 'AAAAA' } }, 'Image.Bytes'],
  ])('refuses %s as not serialized right', (_fault, input, named) => {
    expect(refusal(input)).toEqual({
      code: 'SerializationException',
      message: expect.stringContaining(named) as string,
    });
  });

  it.each([
    ['both bytes and an object', { Image: { Bytes: 'AAAA', S3Object } }, 'invalid parameters'],
    ['neither', { Image: {} }, 'invalid parameters'],
    ['an object without a key', { Image: { S3Object: { Bucket: 'uploads' } } }, 'invalid parameters'],
    [
      'a category that does not exist',
      { Image, Settings: { GeneralLabels: { LabelCategoryInclusionFilters: ['Dogs'] } } },
      '"Dogs" is not a label category',
    ],
    ['image properties', { Image, Features: ['IMAGE_PROPERTIES'] }, 'IMAGE_PROPERTIES is not emulated'],
    [
      'settings of image properties',
      { Image, Settings: { ImageProperties: { MaxDominantColors: 3 } } },
      'IMAGE_PROPERTIES is not emulated',
    ],
    [
      'a version of an object',
      { Image: { S3Object: { ...S3Object, Version: '7' } } },
      'S3Object.Version is not emulated',
    ],
  ])('refuses %s, and says why', (_fault, input, reason) => {
    expect(refusal(input)).toEqual({
      code: 'InvalidParameterException',
      message: expect.stringContaining(reason) as string,
    });
  });
});
