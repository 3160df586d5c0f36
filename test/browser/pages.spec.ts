import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { announced } from '../../client/api/testing.ts';
import { another, boats, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, type Person } from '../support/stack.ts';
import { desktop, openBrowser, phone, Visit } from './visit.ts';

let stack: Stack;
let browser: Browser;
let alice: Person;
let visit: Visit;
beforeAll(async () => {
  stack = await Stack.start();
  browser = await openBrowser();
  alice = await stack.person('alice');
  const sheep = await send(alice.api, pastoral, 'image/jpeg', 'sheep.jpg');
  const boat = await send(alice.api, boats, 'image/jpeg', 'boats.jpg');
  await pushedEnd(alice, sheep.id);
  await pushedEnd(alice, boat.id);
});
afterAll(async () => {
  await browser.close();
  await stack.stop();
});
afterEach(() => visit.close());

async function come(user: string, page: string, options = {}): Promise<Visit> {
  visit = await (await Visit.open(browser, stack, options)).signIn(user);
  await visit.page.getByRole('link', { name: page }).click();
  await visit.page.getByRole('heading', { name: page, level: 1 }).waitFor();
  return visit;
}

const item = (name: string) => visit.page.locator('.library-item', { hasText: name });

describe('the library', () => {
  it('shows all photos, finds them by label and state, and takes in what comes', async () => {
    const { page } = await come('alice', 'Library');
    await item('sheep.jpg').waitFor();
    await item('boats.jpg').waitFor();
    await visit.expectAccessible();
    const label = page.getByLabel('Label', { exact: true });
    await label.fill('Shee');
    await expect
      .poll(() =>
        page.locator('#library-labels option').evaluateAll((all) => all.map((each) => each.getAttribute('value'))),
      )
      .toContain('Sheep');
    await label.fill('Sheep');
    await item('boats.jpg').waitFor({ state: 'detached' });
    await item('sheep.jpg').waitFor();
    await page.getByLabel('State').selectOption('FAILED');
    await page.getByRole('heading', { name: 'No photo meets this filter' }).waitFor();
    await visit.expectAccessible();
    expect(new URL(page.url()).search).toBe('?label=Sheep&status=FAILED');
    await page.reload();
    await page.getByRole('heading', { name: 'No photo meets this filter' }).waitFor();
    expect(await label.inputValue()).toBe('Sheep');
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await item('boats.jpg').waitFor();

    await send(alice.api, another(boats), 'image/jpeg', 'later.jpg');
    await item('later.jpg').getByText(/Done/).waitFor();
    await item('later.jpg').getByRole('button', { name: 'Remove later.jpg' }).click();
    await item('later.jpg').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await item('later.jpg').waitFor();
    await item('sheep.jpg').getByRole('link').click();
    await page.getByRole('heading', { name: 'sheep.jpg' }).waitFor();
  });

  it('shows what its address asks for, through the sign-in too', async () => {
    visit = await (await Visit.open(browser, stack)).signIn('alice', '/library?label=Boat&confidence=60');
    await item('boats.jpg').waitFor();
    expect(await item('sheep.jpg').count()).toBe(0);
    await visit.page.getByText('Confidence from 60%').waitFor();
  });

  it('draws of ten thousand photos those in sight, and reads on while somebody scrolls', async () => {
    visit = await Visit.open(browser, stack);
    const { page } = visit;
    const all = Array.from({ length: 10_000 }, (_, index) =>
      announced({
        id: `01${String(99_999 - index)}`,
        fileName: `photo ${index + 1}.jpg`,
        status: 'COMPLETED',
        labels: [],
      }),
    );
    await page.route(stack.output('GraphqlUrl'), (route) => {
      const { query = '', variables } = route.request().postDataJSON() as {
        query?: string;
        variables?: { limit?: number; nextToken?: string | null };
      };
      if (!query.includes('query Analyses')) return route.fallback();
      const from = Number(variables?.nextToken ?? 0);
      const to = from + (variables?.limit ?? 25);
      const page = { items: all.slice(from, to), nextToken: to < all.length ? String(to) : null };
      const headers = { 'access-control-allow-origin': '*' };
      return route.fulfill({ json: { data: { analyses: page } }, headers });
    });
    await visit.signIn('alice', '/library');
    await item('photo 1.jpg').first().waitFor();
    const count = async () =>
      Number(/[\d,]+/.exec(await page.locator('.library__count').innerText())?.[0].replace(',', ''));
    while ((await count()) < 1000) {
      await page.evaluate(() => window.scrollTo({ top: document.documentElement.scrollHeight }));
      await page.waitForTimeout(20);
      expect(await page.locator('.library-item').count()).toBeLessThan(100);
    }
    await page.evaluate(() => window.scrollTo({ top: 0 }));
    await item('photo 1.jpg').first().waitFor();
  });
});

describe('the version', () => {
  it('stands at the foot of every page, as the stack says it', async () => {
    visit = await Visit.open(browser, stack, phone);
    const { page } = visit;
    const foot = page.getByRole('contentinfo');
    await page.goto(visit.url);
    await foot.getByText(`Version ${stack.output('Version')}`, { exact: true }).waitFor();
    await visit.expectAccessible();
    await visit.signIn('alice', '/library');
    await foot.getByText(`Version ${stack.output('Version')}`, { exact: true }).waitFor();
    await page.locator('.language-switch select').selectOption('pt-BR');
    await foot.getByText(`Versão ${stack.output('Version')}`, { exact: true }).waitFor();
  });
});

describe('the report', () => {
  it('counts the photos, says the same as tables, and can be taken along', async () => {
    const { page } = await come('alice', 'Report');
    await page.getByRole('img', { name: /photos in 30 days/ }).waitFor();
    await page.getByText('As a table: Labels seen most').click();
    await page.getByRole('row', { name: /^Sheep/ }).waitFor();
    await visit.expectAccessible();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const csv = await readFile(await (await download).path(), 'utf8');
    expect(csv).toMatch(/^day,photos,completed,/);
    expect(csv).toContain('Sheep');
    await page.getByLabel('To', { exact: true }).fill('2020-01-31');
    await page.getByRole('heading', { name: 'No photos in these days' }).waitFor();
    await visit.expectAccessible();
  });
});

describe('the admin page', () => {
  it('blocks and lets in again, with a reason', async () => {
    const { page } = await come('admin', 'Admin', phone);
    const row = page.getByRole('row', { name: new RegExp(alice.owner) });
    await row.getByText(/of 100/).waitFor();
    await page.getByText(/of 100,000 photos that the service may pay for/).waitFor();
    await visit.expectAccessible();
    await row.getByRole('button', { name: /Block/ }).click();
    await page.getByLabel('Reason, which the person sees').fill('Too many cats');
    await page.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click();
    await row.getByText('Blocked: Too many cats').waitFor();
    await row.getByRole('button', { name: /Unblock/ }).click();
    await row.getByText('May send').waitFor();
  });

  it('is for admins only', async () => {
    visit = await (await Visit.open(browser, stack, desktop)).signIn('bob', '/admin');
    await visit.page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await visit.page.getByRole('link', { name: 'Admin' }).count()).toBe(0);
    await visit.expectAccessible();
  });
});
