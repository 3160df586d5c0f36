import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumFlags, findChromium } from '../support/chromium.ts';
import { pastoral, photographs } from '../support/photos.ts';
import { Stack } from '../support/stack.ts';

let stack: Stack;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let problems: string[];

beforeAll(async () => {
  stack = await Stack.start();
  browser = await chromium.launch({ executablePath: findChromium() ?? '', args: chromiumFlags });
});
afterAll(async () => {
  await browser.close();
  await stack.stop();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  page = await context.newPage();
  problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
});
afterEach(async () => {
  await context.close();
  expect(problems).toEqual([]);
});

async function signIn(user: string): Promise<void> {
  await page.goto(stack.output('WebUrl'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: `Sign in as ${user}` }).click();
  await page.getByText('Choose photos').waitFor();
}

const labels = () => page.getByRole('list', { name: 'Labels', exact: true });
const boxes = (label: string) => page.locator(`[data-label="${label}"]`);

describe('in a browser', () => {
  it('a person signs in, drops a photo and sees its labels and boxes arrive', async () => {
    await page.goto(stack.output('WebUrl'));
    await page.getByRole('heading', { name: 'See what is in your photos' }).waitFor();
    await signIn('alice');
    await dropFile('pastoral.jpg', pastoral);
    const sheep = labels().getByRole('button', { name: /× Sheep/ });
    await sheep.waitFor();
    expect(await sheep.innerText()).toMatch(/\d+ × Sheep\s+\d+\s?%/);

    expect(await boxes('Sheep').count()).toBeGreaterThanOrEqual(3);
    expect(await boxes('Sheep').first().getAttribute('data-lit')).toBe('false');
    await sheep.hover();
    await page.locator('[data-label="Sheep"][data-lit="true"]').first().waitFor();
    expect(await page.getByText('1 of 100').or(page.getByText('99 of 100')).count()).toBeGreaterThan(0);
  });

  it('finds the photos of earlier visits again, and a box lights its label', async () => {
    await signIn('alice');
    await page.getByRole('button', { name: 'pastoral.jpg', exact: true }).waitFor();
    const box = boxes('Sheep').last();
    await box.hover();
    await page.locator('li[data-lit="true"]', { hasText: 'Sheep' }).first().waitFor();
  });

  it('says at once why a file cannot be sent, and sends nothing', async () => {
    await signIn('bob');
    const gif = await sharp({ create: { width: 90, height: 90, channels: 3, background: 'red' } })
      .gif()
      .toBuffer();
    await page.getByLabel('Choose photos').setInputFiles({ name: 'moving.gif', mimeType: 'image/gif', buffer: gif });
    await page
      .getByText(/This is a GIF/)
      .first()
      .waitFor();
    const bob = await stack.person('bob');
    expect((await bob.api.analyses()).items).toEqual([]);
  });

  it('says in plain words when the service could not look at a photo', async () => {
    stack.cloud.faults.set([
      {
        service: 'rekognition',
        operation: 'DetectLabels',
        effect: { error: { code: 'InternalServerError', status: 500 } },
      },
    ]);
    await signIn('admin');
    await page.getByLabel('Choose photos').setInputFiles(photographs.boats);
    const words = page.getByText(/the detector did not answer/).first();
    while (!(await words.isVisible())) {
      await stack.clock.pass(2000);
      await page.waitForTimeout(100);
    }
    stack.cloud.faults.set([]);
  });

  it('works by keyboard and on a phone, in the dark', async () => {
    await context.close();
    context = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true });
    page = await context.newPage();
    await signIn('alice');
    const sheep = labels().getByRole('button', { name: /× Sheep/ });
    await sheep.focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-label="Sheep"][data-lit="true"]').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  it('forgets a photo that is removed', async () => {
    await signIn('alice');
    await page.getByRole('button', { name: 'Remove pastoral.jpg' }).click();
    await page.getByRole('button', { name: 'pastoral.jpg', exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'pastoral.jpg', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Remove pastoral.jpg' }).click();
    await page.getByRole('button', { name: 'Close' }).click();
    const alice = await stack.person('alice');
    await expect.poll(async () => (await alice.api.analyses()).items.length).toBe(0);
  });

  it('lets nobody in who has signed out', async () => {
    await signIn('alice');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'See what is in your photos' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });
});

/** Drops a file on the page, as a person does with a pointer. */
async function dropFile(name: string, bytes: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ({ name, base64 }) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: 'image/jpeg' }));
      return transfer;
    },
    { name, base64: bytes.toString('base64') },
  );
  await page.dispatchEvent('body', 'dragenter', { dataTransfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer });
}
