import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pastoral } from '../support/photos.ts';
import { Stack } from '../support/stack.ts';
import { jpeg, openBrowser, Visit } from './visit.ts';

let stack: Stack;
let browser: Browser;
beforeAll(async () => {
  stack = await Stack.start();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await stack.stop();
});

describe('without a pointer', () => {
  it('the whole way is walked by keyboard, and told to those who do not see it', async () => {
    const visit = await Visit.open(browser, stack);
    const { page } = visit;
    /** Presses Tab until what has this name has the focus. */
    const reach = async (name: RegExp) => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const element = document.activeElement;
          const label = element?.closest('label')?.textContent ?? '';
          return `${element?.getAttribute('aria-label') ?? ''} ${element?.textContent ?? ''} ${label}`;
        });
        if (name.test(focused)) return;
      }
      throw new Error(`Nothing called ${String(name)} is reached by Tab`);
    };
    await visit.signIn('alice');
    await visit.page.locator('.drop-zone').waitFor();
    await reach(/Skip to content/);
    await page.keyboard.press('Enter');

    const chooser = page.waitForEvent('filechooser');
    await reach(/Choose photos/);
    await page.keyboard.press('Enter');
    await (await chooser).setFiles([jpeg('sheep.jpg', pastoral)]);
    await expect.poll(() => visit.announcer().innerText()).toBe('1 photo added.');
    await expect.poll(() => visit.announcer().innerText()).toMatch(/^sheep\.jpg: Done: Sheep/);

    await reach(/^ ?Labels/);
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { name: 'JSON' }).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Home');
    await reach(/Confidence of at least|^\s*$/);
    await reach(/By confidence/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await reach(/× Sheep/);
    await expect.poll(() => visit.litBoxes().count()).toBeGreaterThan(2);
    await reach(/Sheep 1:/);
    await expect.poll(() => visit.litBoxes().count()).toBe(1);

    await page.getByRole('button', { name: 'Remove sheep.jpg' }).focus();
    await page.keyboard.press('Enter');
    await reach(/Undo/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove sheep.jpg' }).waitFor();
    await visit.close();
  });
});
