import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { announced, another, boats, pastoral } from '../support/photos.ts';
import { send, Stack, type Person } from '../support/stack.ts';
import { logLines } from '../support/telemetry.ts';
import { jpeg, openBrowser, Visit } from './visit.ts';

let stack: Stack;
let browser: Browser;
let alice: Person;
let visit: Visit;
beforeAll(async () => {
  stack = await Stack.start();
  browser = await openBrowser();
  alice = await stack.person('alice');
});
afterAll(async () => {
  await browser.close();
  await stack.stop();
});
afterEach(() => visit.close());

const come = async (user = 'alice', path = '') => (visit = await (await Visit.open(browser, stack)).signIn(user, path));
const notice = (page: Page) => page.locator('.state-notice');

describe('without a connection', () => {
  it('the page says so, and is right again by itself', async () => {
    const { page, context } = await come();
    visit.expected = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/;
    await context.setOffline(true);
    await notice(page).getByText('You are offline.').waitFor();
    await visit.expectAccessible();
    await visit.choose(jpeg('offline.jpg', another(boats)));
    await visit.says('offline.jpg', 'Not sent');
    await send(alice.api, another(pastoral), 'image/jpeg', 'meanwhile.jpg');
    await context.setOffline(false);
    await notice(page).waitFor({ state: 'detached' });
    await visit.says('meanwhile.jpg', /Done/);
    await visit.says('offline.jpg', /Done/);
  });

  it('to the live results, it says so, tries again and reads what it missed', async () => {
    visit = await Visit.open(browser, stack);
    visit.expected = /WebSocket/;
    const { page } = visit;
    let isAway = false;
    const open: WebSocketRoute[] = [];
    await page.routeWebSocket(/realtime/, (socket) => {
      if (isAway) void socket.close();
      else {
        open.push(socket);
        socket.connectToServer();
      }
    });
    await visit.signIn('alice');
    isAway = true;
    for (const socket of open) await socket.close();
    await notice(page).getByText('Reconnecting').waitFor();
    await visit.expectAccessible();
    await send(alice.api, another(boats), 'image/jpeg', 'missed.jpg');
    isAway = false;
    await notice(page).getByRole('button', { name: 'Try now' }).click();
    await notice(page).waitFor({ state: 'detached' });
    await visit.says('missed.jpg', /Done/);
  });

  it('to its settings, it says that it cannot start', async () => {
    visit = await Visit.open(browser, stack);
    visit.expected = /ERR_FAILED/;
    const { page } = visit;
    await page.route('**/config.json', (route) => route.abort());
    await page.goto(visit.url);
    await page.getByText('The page could not start').waitFor();
    await visit.expectAccessible();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'See what is in your photos' }).waitFor();
    await visit.expectAccessible();
  });
});

describe('when the service says no', () => {
  it('to a sign-in that has expired, the page leads to a new one and back', async () => {
    const { id } = await send(alice.api, another(pastoral), 'image/jpeg', 'before.jpg');
    const { page } = await come('alice', `/photos/${id}`);
    visit.expected = /401/;
    const allow = await visit.refuse(
      'query',
      { errorType: 'UnauthorizedException', message: 'Token has expired.' },
      401,
    );
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await notice(page).getByText('Your sign-in has expired.').waitFor();
    await visit.expectAccessible();
    await allow();
    await notice(page).getByRole('button', { name: 'Sign in' }).click();
    const again = page.getByRole('button', { name: 'Sign in as alice' });
    await again
      .or(page.getByRole('heading', { name: 'before.jpg' }))
      .first()
      .waitFor();
    if (await again.isVisible()) await again.click();
    await page.getByRole('heading', { name: 'before.jpg' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/photos/${id}`);
  });

  it('to somebody who is blocked, it says why, and goes on once they are let in', async () => {
    const admin = await stack.person('admin');
    const { page } = await come('bob');
    const bob = await stack.person('bob');
    await bob.api.createUploads([announced(another(pastoral))]);
    await admin.api.setUserBlocked({ userId: bob.owner, blocked: true, reason: 'Too many cats' });
    await visit.choose(jpeg('cat.jpg', another(boats)));
    await notice(page).getByText('Reason: Too many cats').waitFor();
    await visit.says('cat.jpg', 'Not sent');
    await visit.expectAccessible();
    await admin.api.setUserBlocked({ userId: bob.owner, blocked: false });
    await notice(page).getByRole('button', { name: 'Check again' }).click();
    await visit.says('cat.jpg', /Done/);
    await notice(page).waitFor({ state: 'detached' });
  });

  it('because it has spent what it may, it says until when, and what is here stays', async () => {
    const { page } = await come();
    const error = {
      errorType: 'ServicePaused',
      message: 'Paused.',
      errorInfo: { resumesAt: '2026-12-01T00:00:00.000Z' },
    };
    const allow = await visit.refuse('CreateUploads', error);
    await visit.choose(jpeg('late.jpg', another(boats)));
    await notice(page).getByText('It takes photos again from December 1, 2026.').waitFor();
    await visit.says('late.jpg', 'Not sent');
    await visit.expectAccessible();
    await allow();
    await notice(page).getByRole('button', { name: 'Check again' }).click();
    await visit.says('late.jpg', /Done/);
    await notice(page).waitFor({ state: 'detached' });
  });

  it('because the day is used up, it says when there is more, and known photos are answered', async () => {
    const bob = await stack.person('bob');
    const known = another(pastoral);
    await send(bob.api, known, 'image/jpeg', 'known.jpg');
    const { used, limit } = await bob.api.usage();
    for (let left = limit - used; left > 1; left -= 10) {
      const photos = Array.from({ length: Math.min(10, left - 1) }, (_, index) => {
        const name = `${left}-${index}`;
        return announced(Buffer.from(name), 'image/jpeg', name);
      });
      await bob.api.createUploads(photos);
    }
    const { page } = await come('bob');
    await page.getByText('1 of 100 left, resets 00:00 UTC').waitFor();
    await visit.choose(jpeg('last.jpg', another(boats)), jpeg('over.jpg', another(boats)));
    await page.getByText('0 of 100 left, resets 00:00 UTC').waitFor();
    await visit.says('over.jpg', /You can send 100 photos a day. You can send more from 00:00 UTC./);
    await notice(page).getByText('All 100 photos of today are used.').waitFor();
    await visit.choose(jpeg('again.jpg', known));
    await visit.says('again.jpg', /Done/);
    await visit.expectAccessible();
  });
});

describe('what went wrong', () => {
  it('has the id by which the logs know it, and a click copies that', async () => {
    const { page, context } = await come();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const mistake = { error: { code: 'InvalidParameterException' } };
    stack.cloud.faults.set([{ service: 'rekognition', operation: 'DetectLabels', effect: mistake }]);
    await visit.choose(jpeg('unlucky.jpg', another(boats)));
    await visit.says('unlucky.jpg', /Analysis failed/);
    stack.cloud.faults.set([]);
    const error = visit.card('unlucky.jpg').getByRole('button', { name: 'Error id' });
    const id = await error.locator('code').textContent();
    const [failed] = (await alice.api.analyses({ filter: { status: ['FAILED'] } })).items;
    expect(failed).toMatchObject({ fileName: 'unlucky.jpg', correlationId: id });
    const wrote = logLines(stack.printed).filter((line) => line.correlation_id === id);
    const names = wrote.map(({ function_name: name }) => name.slice(0, 'AnalysisAnalyzeImage'.length));
    expect(names).toEqual(expect.arrayContaining([expect.stringMatching(/^CreateUploads/), 'AnalysisAnalyzeImage']));
    await error.click();
    await error.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(id);
    await visit.expectAccessible();
  });
});
