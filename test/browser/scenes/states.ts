import type { Page, WebSocketRoute } from 'playwright-core';
import { announced, another, boats, pastoral } from '../../support/photos.ts';
import { send } from '../../support/stack.ts';
import { jpeg } from '../visit.ts';
import type { Scene, Stage } from './scene.ts';

/** What is not as it should be. */
export const troubles: Scene[] = [
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
    alone: true,
    set: async ({ visit, page, stack }) => {
      const person = await stack.person('bob');
      const photos = Array.from({ length: 100 }, (_, i) => announced(Buffer.from(String(i)), 'image/jpeg', `${i}.jpg`));
      for (let from = 0; from < photos.length; from += 25)
        await person.api.createUploads(photos.slice(from, from + 25));
      await visit.signIn('bob');
      await stateNotice(page);
    },
  },
  {
    name: 'blocked',
    shows: 'Somebody who is blocked',
    alone: true,
    set: async ({ visit, page, stack }) => {
      const [admin, rude] = [await stack.person('admin'), await stack.person('bob')];
      await send(rude.api, another(boats), 'image/jpeg', 'boats.jpg');
      await admin.api.setUserBlocked({ userId: rude.owner, blocked: true, reason: 'Too many cats' });
      await visit.signIn('bob');
      await visit.choose(jpeg('cat.jpg', another(pastoral)));
      await stateNotice(page);
    },
  },
];

function stateNotice(page: Page): Promise<void> {
  return page.locator('.state-notice').waitFor();
}

async function refusedUpload({ visit, page }: Stage, error: object): Promise<void> {
  await visit.signIn('alice');
  await visit.refuse('CreateUploads', error);
  await visit.choose(jpeg('late.jpg', another(boats)));
  await stateNotice(page);
}
