import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { another, pastoral } from '../support/photos.ts';
import { Stack, until, type Person } from '../support/stack.ts';
import { jpeg, openBrowser, Visit, type ChosenFile } from './visit.ts';

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
beforeEach(async () => {
  visit = await (await Visit.open(browser, stack)).signIn('alice');
});
afterEach(() => visit.close());

const plain = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#789' } });
const file = (name: string, buffer: Buffer): ChosenFile => ({ name, mimeType: '', buffer });
const sent = async () => (await alice.api.analyses()).items.map(({ fileName }) => fileName);

describe('a file', () => {
  it('can be cancelled while it is sent, and sent again', async () => {
    const release = await visit.holdPhotos();
    await visit.choose(jpeg('sheep.jpg', another(pastoral)));
    await visit.says('sheep.jpg', /Uploading/);
    await visit.page.getByRole('button', { name: 'Cancel sheep.jpg' }).click();
    await visit.says('sheep.jpg', 'Cancelled');
    await expect.poll(sent).toEqual([]);
    await visit.expectAccessible();
    release();
    await visit.card('sheep.jpg').getByRole('button', { name: 'Try again' }).click();
    await visit.says('sheep.jpg', /Done: Sheep/);
    expect(await sent()).toEqual(['sheep.jpg']);
  });

  it('can be tried again when it could not be sent', async () => {
    visit.expected = /ERR_FAILED/;
    await visit.page.route('**/*', (route) => (route.request().method() === 'PUT' ? route.abort() : route.fallback()));
    await visit.choose(jpeg('lost.jpg', another(pastoral)));
    await visit.says('lost.jpg', 'Not sent');
    await visit.says('lost.jpg', /cannot be reached/);
    await visit.page.unrouteAll();
    await visit.card('lost.jpg').getByRole('button', { name: 'Try again' }).click();
    await visit.says('lost.jpg', /Done/);
  });

  it('that is known is answered at once, and does not count', async () => {
    const photo = another(pastoral);
    await visit.choose(jpeg('first.jpg', photo));
    await visit.says('first.jpg', /Done/);
    const before = await visit.page.locator('.shell__usage').innerText();
    await visit.page.reload();
    await visit.choose(jpeg('second.jpg', photo));
    await visit.says('second.jpg', /Done/);
    await visit.page.getByText('You have sent this photo before.').first().waitFor();
    expect(await visit.page.locator('.shell__usage').innerText()).toBe(before);
    expect(await sent()).not.toContain('second.jpg');
  });

  it('can be pasted', async () => {
    const words = Buffer.from('no photo').toString('base64');
    await visit.page.evaluate((base64) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([atob(base64)], 'pasted.txt'));
      window.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
    }, words);
    await visit.says('pasted.txt', /not a photo/);
    await visit.page.getByRole('button', { name: 'Remove pasted.txt' }).click();
    await visit.card('pasted.txt').waitFor({ state: 'detached' });
  });
});

describe('before anything is sent, the page', () => {
  it('says in plain words why a file cannot go', async () => {
    const before = await sent();
    await visit.choose(
      file('moving.gif', await plain(90, 90).gif().toBuffer()),
      file('empty.jpg', Buffer.alloc(0)),
      file('letter.jpg', Buffer.from('Dear reader')),
      file('small.png', await plain(79, 90).png().toBuffer()),
      file('cut.jpg', pastoral.subarray(0, 20)),
      file('phone.heic', Buffer.from('\0\0\0\x20ftypheic\0\0\0\0')),
    );
    await visit.says('moving.gif', /This is a GIF/);
    await visit.says('empty.jpg', /This file is empty/);
    await visit.says('letter.jpg', /not a photo/);
    await visit.says('small.png', /79 × 90 pixels. Each side needs at least 80/);
    await visit.says('cut.jpg', /damaged/);
    await visit.says('phone.heic', /This HEIC photo cannot be read by this browser/);
    await expect.poll(() => visit.announcer().innerText()).toContain('phone.heic: Not sent.');
    expect(await sent()).toEqual(before);
    await visit.expectAccessible();
  });

  it('converts what the browser can read, and makes smaller what is too big', async () => {
    const noise = sharp(randomBytes(2400 * 2400 * 3), { raw: { width: 2400, height: 2400, channels: 3 } });
    const heavy = await noise.png({ compressionLevel: 0 }).toBuffer();
    await visit.choose(
      file('picture.webp', await sharp(another(pastoral)).webp().toBuffer()),
      file('picture.avif', await plain(200, 100).avif().toBuffer()),
      file('wide.png', await plain(12_000, 300).png().toBuffer()),
      file('heavy.png', heavy),
    );
    const notes: [name: string, note: RegExp][] = [
      ['picture.webp', /Converted to JPEG, because WebP cannot be analyzed/],
      ['picture.avif', /Converted to JPEG, because AVIF cannot be analyzed/],
      ['wide.png', /Made smaller to 4,096 × 102 pixels/],
      ['heavy.png', /Made smaller to 2,400 × 2,400 pixels/],
    ];
    for (const [name, note] of notes) {
      await visit.says(name, /Waiting|Looking|Done/);
      await visit.page.getByRole('button', { name, exact: true }).click();
      await visit.page.getByText(note).waitFor();
    }
    const stored = await until(async () => {
      const { items } = await alice.api.analyses();
      const own = items.filter(({ fileName }) => notes.some(([name]) => name === fileName));
      return own.every(({ labels }) => labels) ? own : undefined;
    });
    expect(stored.map(({ contentType, status }) => `${contentType} ${status}`)).toEqual(
      notes.map(() => 'image/jpeg COMPLETED'),
    );
    expect(stored.find(({ fileName }) => fileName === 'wide.png')).toMatchObject({ width: 4096, height: 102 });
  });
});
