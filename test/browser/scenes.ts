import type { BrowserContextOptions, Page, WebSocketRoute } from 'playwright-core';
import sharp from 'sharp';
import { announced as analysisOf } from '../../client/api/testing.ts';
import { announced, another, boats, pastoral } from '../support/photos.ts';
import { pushedEnd, send, type Stack } from '../support/stack.ts';
import { jpeg, type Visit } from './visit.ts';

export interface Scene {
  /** Of its files. */
  name: string;
  /** For whoever looks at the gallery. */
  shows: string;
  options?: BrowserContextOptions;
  /** Brings the page into this state. */
  set: (stage: Stage) => Promise<unknown>;
}

interface Stage {
  visit: Visit;
  page: Page;
  stack: Stack;
}

/** Everybody has photos of their own, so that the scenes do not disturb each other. */
export const scenes: Scene[] = [
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
  { name: 'empty', shows: 'Nothing sent yet', set: ({ visit }) => visit.signIn('newcomer') },
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
    set: async ({ visit }) => {
      await visit.signIn('sender');
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
    set: async ({ visit, page, stack }) => {
      const person = await stack.person('unlucky');
      const { id } = await send(person.api, Buffer.from('no photo at all'), 'image/jpeg', 'broken.jpg');
      await pushedEnd(person, id);
      await visit.signIn('unlucky');
      await page.getByRole('heading', { name: 'broken.jpg' }).waitFor();
    },
  },
  {
    name: 'panorama',
    shows: 'A panorama of 10 to 1, with a long name',
    set: async ({ visit, page, stack }) => {
      const person = await stack.person('traveller');
      const wide = await sharp(boats).resize(3000, 300, { fit: 'cover' }).jpeg().toBuffer();
      const name = `${'A view over the whole bay from the tower in the evening, '.repeat(3)}the fourth of them.jpg`;
      const { id } = await send(person.api, wide, 'image/jpeg', name);
      await pushedEnd(person, id);
      await visit.signIn('traveller');
      await page.getByRole('tab', { name: 'Labels' }).waitFor();
    },
  },
  {
    name: 'many-labels',
    shows: 'A hundred labels',
    set: async ({ visit, page }) => {
      await visit.answer('query Analyses', { data: { analyses: { items: [crowded()], nextToken: null } } });
      await visit.signIn('newcomer');
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
  {
    name: 'no-such-photo',
    shows: 'A photo that does not exist',
    set: async ({ visit, page }) => {
      await visit.signIn('alice', '/photos/01HZZZZZZZZZZZZZZZZZZZZZZZ');
      await page.getByRole('heading', { name: 'This photo does not exist' }).waitFor();
    },
  },
  { name: 'no-such-page', shows: 'A page that does not exist', set: ({ visit }) => visit.signIn('alice', '/nowhere') },
  {
    name: 'library',
    shows: 'The library',
    set: ({ visit, page }) => open(visit, page, 'alice', '/library', 'Library'),
  },
  {
    name: 'library-none',
    shows: 'A filter that no photo meets',
    set: async ({ visit, page }) => {
      await visit.signIn('alice', '/library?label=Giraffe&status=COMPLETED&confidence=90');
      await page.getByRole('heading', { name: 'No photo meets this filter' }).waitFor();
    },
  },
  {
    name: 'library-empty',
    shows: 'An empty library',
    set: ({ visit, page }) => open(visit, page, 'newcomer', '/library', 'Library'),
  },
  {
    name: 'report',
    shows: 'The report',
    set: async ({ visit, page }) => {
      await open(visit, page, 'alice', '/report', 'Report');
      await page.getByRole('img', { name: /photos in 30 days/ }).waitFor();
    },
  },
  {
    name: 'report-empty',
    shows: 'A report on days without photos',
    set: ({ visit, page }) => open(visit, page, 'newcomer', '/report', 'Report'),
  },
  {
    name: 'admin',
    shows: 'For admins: people and what is spent',
    set: async ({ visit, page }) => {
      await open(visit, page, 'admin', '/admin', 'Admin');
      await page.getByRole('row').nth(1).waitFor();
    },
  },
  {
    name: 'admin-block',
    shows: 'Blocking somebody',
    set: async ({ visit, page }) => {
      await open(visit, page, 'admin', '/admin', 'Admin');
      await page
        .getByRole('button', { name: /^Block/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'offline',
    shows: 'Without a connection',
    set: async ({ visit, page }) => {
      await visit.signIn('alice');
      await visit.context.setOffline(true);
      await stateNotice(page);
    },
  },
  {
    name: 'reconnecting',
    shows: 'Live results are interrupted',
    set: async ({ visit, page }) => {
      const open: WebSocketRoute[] = [];
      let isAway = false;
      await page.routeWebSocket(/realtime/, (socket) => {
        if (isAway) return void socket.close();
        open.push(socket);
        socket.connectToServer();
      });
      await visit.signIn('alice');
      isAway = true;
      for (const socket of open) await socket.close();
      await stateNotice(page);
    },
  },
  {
    name: 'expired',
    shows: 'The sign-in has expired',
    set: async ({ visit, page }) => {
      await visit.signIn('alice');
      await visit.refuse('query', { errorType: 'UnauthorizedException', message: 'Token has expired.' }, 401);
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      await stateNotice(page);
    },
  },
  {
    name: 'paused',
    shows: 'The service has spent what it may',
    set: (stage) =>
      refusedUpload(stage, {
        errorType: 'ServicePaused',
        message: 'Paused.',
        errorInfo: { resumesAt: '2026-12-01T00:00:00.000Z' },
      }),
  },
  {
    name: 'quota',
    shows: "The day's photos are used up",
    set: async ({ visit, page, stack }) => {
      const person = await stack.person('greedy');
      const photos = Array.from({ length: 100 }, (_, i) => announced(Buffer.from(String(i)), 'image/jpeg', `${i}.jpg`));
      for (let from = 0; from < photos.length; from += 25)
        await person.api.createUploads(photos.slice(from, from + 25));
      await visit.signIn('greedy');
      await stateNotice(page);
    },
  },
  {
    name: 'blocked',
    shows: 'Somebody who is blocked',
    set: async ({ visit, page, stack }) => {
      const [admin, rude] = [await stack.person('admin'), await stack.person('rude')];
      await send(rude.api, another(boats), 'image/jpeg', 'boats.jpg');
      await admin.api.setUserBlocked({ userId: rude.owner, blocked: true, reason: 'Too many cats' });
      await visit.signIn('rude');
      await visit.choose(jpeg('cat.jpg', another(pastoral)));
      await stateNotice(page);
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

async function open(visit: Visit, page: Page, user: string, path: string, title: string): Promise<void> {
  await visit.signIn(user, path);
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
}

function stateNotice(page: Page): Promise<void> {
  return page.locator('.state-notice').waitFor();
}

async function refusedUpload({ visit, page }: Stage, error: object): Promise<void> {
  await visit.signIn('alice');
  await visit.refuse('CreateUploads', error);
  await visit.choose(jpeg('late.jpg', another(boats)));
  await stateNotice(page);
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
