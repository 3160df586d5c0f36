import sharp from 'sharp';
import { announced as analysisOf } from '../../../client/api/testing.ts';
import { another, boats, pastoral } from '../../support/photos.ts';
import { pushedEnd, send, type Stack } from '../../support/stack.ts';
import { jpeg } from '../visit.ts';
import type { Scene, Stage } from './scene.ts';

/** Before the sign-in, and where photos are sent and seen. `alice` is given photos that later scenes show too. */
export const analyzing: Scene[] = [
  {
    name: 'landing',
    shows: 'Before signing in',
    set: ({ visit, page }) => page.goto(visit.url),
  },
  {
    name: 'landing-portuguese',
    shows: 'The same in Portuguese',
    options: { locale: 'pt-BR' },
    set: ({ visit, page }) => page.goto(visit.url),
  },
  {
    name: 'unavailable',
    shows: 'The page cannot start',
    set: async ({ visit, page }) => {
      await page.route('**/config.json', (route) => route.abort());
      await page.goto(visit.url);
      await page.getByText('The page could not start').waitFor();
    },
  },
  { name: 'empty', shows: 'Nothing sent yet', alone: true, set: ({ visit }) => visit.signIn('bob') },
  {
    name: 'labels',
    shows: 'Labels and boxes that light each other',
    set: async ({ visit, stack }) => {
      await sendSome(stack, 'alice');
      await visit.signIn('alice');
      await visit
        .labels()
        .getByRole('button', { name: /× Sheep/ })
        .click();
    },
  },
  {
    name: 'threshold',
    shows: 'A threshold, and what it hides',
    set: async ({ visit, page }) => {
      await visit.signIn('alice');
      await page.getByLabel('Confidence of at least').fill('90');
    },
  },
  {
    name: 'categories',
    shows: 'Labels by category',
    set: async ({ visit, page }) => {
      await visit.signIn('alice');
      await page.getByText('By category').click();
    },
  },
  { name: 'json', shows: 'The answer as JSON', set: (stage) => openTab(stage, 'JSON') },
  { name: 'request', shows: 'The request, to be copied', set: (stage) => openTab(stage, 'Request') },
  {
    name: 'files',
    shows: 'Files on their way, and files that cannot go',
    alone: true,
    set: async ({ visit }) => {
      await visit.signIn('bob');
      await visit.choose(jpeg('meadow.jpg', another(pastoral)));
      await visit.says('meadow.jpg', /Done/);
      await visit.holdPhotos();
      await visit.choose(
        jpeg('letter.jpg', Buffer.from('Dear reader')),
        { name: 'picture.webp', mimeType: 'image/webp', buffer: await sharp(another(pastoral)).webp().toBuffer() },
        jpeg('boats.jpg', another(boats)),
      );
      await visit.says('boats.jpg', /Uploading/);
    },
  },
  {
    name: 'rejected',
    shows: 'A photo that could not be looked at',
    alone: true,
    set: async ({ visit, page, stack }) => {
      await seen(stack, Buffer.from('no photo at all'), 'broken.jpg');
      await visit.signIn('bob');
      await page.getByRole('heading', { name: 'broken.jpg' }).waitFor();
    },
  },
  {
    name: 'panorama',
    shows: 'A panorama of 10 to 1, with a long name',
    alone: true,
    set: async ({ visit, page, stack }) => {
      const wide = await sharp(boats).resize(3000, 300, { fit: 'cover' }).jpeg().toBuffer();
      const name = `${'A view over the whole bay from the tower in the evening, '.repeat(3)}the fourth of them.jpg`;
      await seen(stack, wide, name);
      await visit.signIn('bob');
      await page.getByRole('tab', { name: 'Labels' }).waitFor();
    },
  },
  {
    name: 'many-labels',
    shows: 'A hundred labels',
    alone: true,
    set: async ({ visit, page }) => {
      await visit.answer('query Analyses', { data: { analyses: { items: [crowded()], nextToken: null } } });
      await visit.signIn('bob');
      await page.getByRole('button', { name: /Label 99/ }).waitFor();
    },
  },
  {
    name: 'undo',
    shows: 'A photo removed, which can be undone',
    set: async ({ visit, page }) => {
      await visit.signIn('alice');
      await page
        .getByRole('button', { name: /^Remove/ })
        .first()
        .click();
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
];

/** What the library, the report and the photo pages show. */
async function sendSome(stack: Stack, user: string): Promise<void> {
  const person = await stack.person(user);
  const turned = (degrees: number) => sharp(boats).rotate(degrees).jpeg().toBuffer();
  const photos: [name: string, bytes: Buffer][] = [
    ['boats.jpg', boats],
    ['boats on their side.jpg', await turned(90)],
    ['not a photo.jpg', Buffer.from('no photo at all')],
    ['boats upside down.jpg', await turned(180)],
    ['sheep.jpg', pastoral],
  ];
  for (const [name, bytes] of photos) {
    const { id } = await send(person.api, bytes, 'image/jpeg', name);
    await pushedEnd(person, id);
  }
}

async function openTab({ visit, page }: Stage, name: string): Promise<void> {
  await visit.signIn('alice');
  await page.getByRole('tab', { name }).click();
}

/** An analysis with as many labels as a page of them can have. */
function crowded() {
  const labels = Array.from({ length: 100 }, (_, i) => ({
    ...{ name: `Label ${i + 1}`, confidence: 99 - i / 3, parents: i % 5 === 0 ? [] : [`Label ${i - (i % 5) + 1}`] },
    ...{ aliases: [], categories: [`Category ${Math.ceil((i + 1) / 10)}`] },
    instances:
      i % 4 === 0 ? [{ confidence: 90, box: { left: (i % 10) / 12, top: i / 120, width: 0.1, height: 0.1 } }] : [],
  }));
  return analysisOf({ status: 'COMPLETED', version: 3, width: 1000, height: 800, labels, fileName: 'crowd.jpg' });
}

/** A photo of bob's that has come to its end. */
async function seen(stack: Stack, photo: Buffer, fileName: string): Promise<void> {
  const bob = await stack.person('bob');
  const { id } = await send(bob.api, photo, 'image/jpeg', fileName);
  await pushedEnd(bob, id);
}
