import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Analysis } from '../../client/api/api.ts';
import { boats, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';
import { jpeg, openBrowser, phone, Visit } from './visit.ts';

let stack: Stack;
let browser: Browser;
let alice: Person;
let sheep: Analysis;
let boat: Analysis;
let visit: Visit;
beforeAll(async () => {
  stack = await Stack.start();
  browser = await openBrowser();
  alice = await stack.person('alice');
  boat = await send(alice.api, boats, 'image/jpeg', 'boats.jpg');
  const { id } = await send(alice.api, pastoral, 'image/jpeg', 'sheep.jpg');
  sheep = await pushedEnd(alice, id);
  await pushedEnd(alice, boat.id);
});
afterAll(async () => {
  await browser.close();
  await stack.stop();
});
afterEach(() => visit.close());

const placesOf = ({ labels }: Analysis, name: string) => labels?.find((label) => label.name === name)?.instances ?? [];
const shownSheep = () => placesOf(sheep, 'Sheep').filter(({ confidence }) => confidence >= 55);

describe('the labels of a photo', () => {
  it('and its boxes light each other, and the smallest box lies on top', async () => {
    visit = await (await Visit.open(browser, stack)).signIn('alice');
    const { page } = visit;
    const count = shownSheep().length;
    const row = visit.labels().getByRole('button', { name: `${count} × Sheep` });
    await row.hover();
    await expect.poll(() => visit.litBoxes().count()).toBe(count);
    await page.getByRole('button', { name: /^Sheep 2:/ }).hover();
    await expect.poll(() => visit.litBoxes().count()).toBe(1);
    await page.getByRole('button', { name: /^Animal/ }).hover();
    await expect.poll(() => visit.litBoxes().count()).toBe(count);

    await visit.boxes('Sheep').last().hover();
    await page.locator('.label[data-lit="true"]', { hasText: 'Sheep' }).waitFor();
    await expect.poll(() => page.locator('.label__instance[data-lit="true"]').count()).toBe(1);
    const smallestOnTop = await page.evaluate(() => {
      const area = (box: Element) => box.getBoundingClientRect().width * box.getBoundingClientRect().height;
      const [smallest] = [...document.querySelectorAll('.place')].sort((a, b) => area(a) - area(b));
      const { x, y, width, height } = smallest!.getBoundingClientRect();
      return document.elementFromPoint(x + width / 2, y + height / 2) === smallest;
    });
    expect(smallestOnTop).toBe(true);

    await row.click();
    await page.mouse.move(0, 0);
    await expect.poll(() => visit.litBoxes().count()).toBe(count);
    await page.keyboard.press('Escape');
    await expect.poll(() => visit.litBoxes().count()).toBe(0);
  });

  it('say which have no box: what was seen in the photo as a whole', async () => {
    visit = await Visit.open(browser, stack);
    const plain = { confidence: 90, instances: [], parents: [], aliases: [], categories: [] };
    const meadow = { ...sheep, labels: [...(sheep.labels ?? []), { ...plain, name: 'Meadow' }] };
    await visit.answer('query Analyses', { data: { analyses: { items: [meadow], nextToken: null } } });
    await visit.signIn('alice');
    await visit.page.getByRole('button', { name: 'Meadow No box 90%' }).waitFor();
    await visit.page.getByText('marks what was seen in the photo as a whole').waitFor();
    expect(await visit.page.getByRole('button', { name: /Sheep.*No box/ }).count()).toBe(0);
  });

  it('light by a tap on a phone', async () => {
    visit = await (await Visit.open(browser, stack, phone)).signIn('alice');
    await visit.boxes('Sheep').last().tap();
    await expect.poll(() => visit.litBoxes().count()).toBe(1);
    await visit
      .labels()
      .getByRole('button', { name: /× Sheep/ })
      .tap();
    await expect.poll(() => visit.litBoxes().count()).toBe(shownSheep().length);
    expect(await visit.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await visit.expectAccessible();
  });

  it('are filtered at once by the threshold, which says what it hides', async () => {
    visit = await (await Visit.open(browser, stack)).signIn('alice');
    const { page } = visit;
    const threshold = page.getByLabel('Confidence of at least');
    await threshold.fill('90');
    const sure = placesOf(sheep, 'Sheep').filter(({ confidence }) => confidence >= 90).length;
    expect(await visit.boxes('Sheep').count()).toBe(sure);
    await page.getByText(`Hidden below 90%: ${placesOf(sheep, 'Sheep').length - sure} boxes.`).waitFor();
    await threshold.fill('100');
    await page.getByText(/Hidden below 100%: Animal/).waitFor();
    expect(await page.locator('.place').count()).toBe(0);
  });

  it('can be read by category, as JSON and as a request that works', async () => {
    visit = await (await Visit.open(browser, stack)).signIn('alice');
    const { page, context } = visit;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await visit.labels().waitFor();
    await visit.expectAccessible();
    await page.getByText('By category').click();
    const [category = ''] = sheep.labels?.find(({ name }) => name === 'Sheep')?.categories ?? [];
    await page
      .getByRole('list', { name: category, exact: true })
      .getByText(/× Sheep/)
      .waitFor();

    await page.getByRole('tab', { name: 'JSON' }).click();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(JSON.parse(await copied())).toMatchObject({ id: sheep.id, labels: sheep.labels });
    await visit.expectAccessible();

    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'JSON' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('region', { name: 'curl' }).waitFor();
    await visit.expectAccessible();
    await page.getByRole('button', { name: 'Copy', exact: true }).first().click();
    const curl = await copied();
    expect(curl).toContain(stack.output('GraphqlUrl'));
    const { query, variables } = JSON.parse(/--data '(.*)'$/s.exec(curl)?.[1] ?? '') as {
      query: string;
      variables: object;
    };
    const { body } = await stack.graphql(alice.accessToken, query, variables);
    expect(body.data?.analysis).toMatchObject({ id: sheep.id });
  });
});

describe('the address of a photo', () => {
  it('leads back to it through the sign-in, goes back and forth, and says when there is nothing', async () => {
    visit = await Visit.open(browser, stack);
    const { page } = visit;
    // Not the one that is shown where the address names none.
    await visit.signIn('alice', `/photos/${boat.id}`);
    await page.getByRole('heading', { name: 'boats.jpg' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/photos/${boat.id}`);
    await page.getByRole('button', { name: 'sheep.jpg', exact: true }).click();
    await page.getByRole('heading', { name: 'sheep.jpg' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'boats.jpg' }).waitFor();
    await page.goto(`${visit.url}/photos/01HZZZZZZZZZZZZZZZZZZZZZZZ`);
    await page.getByRole('heading', { name: 'This photo does not exist' }).waitFor();
    await visit.expectAccessible();
    await page.getByRole('link', { name: 'Go to your photos' }).click();
    await page.getByRole('heading', { name: 'sheep.jpg' }).waitFor();
    await page.goto(`${visit.url}/nowhere`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  });
});

describe('a photo that its camera says to turn', () => {
  it('has its boxes on the pixels of what was found, whatever the orientation', async () => {
    visit = await (await Visit.open(browser, stack)).signIn('alice');
    const { page } = visit;
    const orientations = [1, 2, 3, 4, 5, 6, 7, 8];
    const files = orientations.map(async (orientation) => jpeg(`turned-${orientation}.jpg`, await turned(orientation)));
    await visit.choose(...(await Promise.all(files)));
    const expected = largest(sheep);
    for (const orientation of orientations) {
      const name = `turned-${orientation}.jpg`;
      const analysis = await until(() =>
        alice.pushed.find(({ fileName, status }) => fileName === name && status === 'COMPLETED'),
      );
      const found = largest(analysis);
      expect(overlap(found, expected), name).toBeGreaterThan(0.7);
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('article', { name }).getByRole('tab', { name: 'Labels' }).waitFor();
      const box = visit.boxes('Sheep').first();
      await box.waitFor();
      await page.locator('.photo-stage__photo').evaluate((image: HTMLImageElement) => image.decode());
      // Only the photo is to be seen.
      const clip = await box.boundingBox();
      await page
        .locator('.photo-stage__places')
        .evaluate((places: HTMLElement) => (places.style.visibility = 'hidden'));
      const seen = await page.screenshot({ clip: clip! });
      expect(await difference(seen, await cut(found)), name).toBeLessThan(12);
    }
  });
});

type Box = NonNullable<Analysis['labels']>[number]['instances'][number]['box'];

/** The photo stored so that it is upright once turned as its EXIF orientation says. */
async function turned(orientation: number): Promise<Buffer> {
  const mirrored = [2, 4, 5, 7].includes(orientation);
  const angle = { 3: 180, 4: 180, 5: 270, 6: 270, 7: 90, 8: 90 }[orientation] ?? 0;
  const flopped = mirrored ? await sharp(pastoral).flop().png().toBuffer() : pastoral;
  return sharp(flopped).rotate(angle).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
}

function largest(analysis: Analysis): Box {
  const [first] = placesOf(analysis, 'Sheep')
    .map(({ box }) => box)
    .sort((a, b) => b.width * b.height - a.width * a.height);
  return first!;
}

/** Intersection over union. */
function overlap(a: Box, b: Box): number {
  const side = (from: number, length: number, other: number, otherLength: number) =>
    Math.max(0, Math.min(from + length, other + otherLength) - Math.max(from, other));
  const shared = side(a.left, a.width, b.left, b.width) * side(a.top, a.height, b.top, b.height);
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** What lies in the box in the upright photo. */
async function cut({ left, top, width, height }: Box): Promise<Buffer> {
  const photo = await sharp(pastoral).metadata();
  const region = {
    left: Math.round(left * photo.width),
    top: Math.round(top * photo.height),
    width: Math.floor(width * photo.width),
    height: Math.floor(height * photo.height),
  };
  return sharp(pastoral).extract(region).png().toBuffer();
}

/** Mean difference of two pictures in shades of 256, at a size where single pixels do not count. */
async function difference(a: Buffer, b: Buffer): Promise<number> {
  const small = (picture: Buffer) => sharp(picture).resize(24, 24, { fit: 'fill' }).greyscale().raw().toBuffer();
  const [one, other] = [await small(a), await small(b)];
  return one.reduce((sum, shade, at) => sum + Math.abs(shade - (other[at] ?? 0)), 0) / one.length;
}
