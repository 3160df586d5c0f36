import { chromium, type Browser } from 'playwright-core';
import * as z from 'zod';
import { chromiumFlags, findChromium } from '../../support/chromium.ts';
import { another } from '../../support/photos.ts';
import { Stack } from '../../support/stack.ts';
import { benchmark, type Outcome, type Surroundings } from '../benchmark.ts';
import { photosOption, photosUsage, picturesOf } from '../pictures.ts';
import { detectorAlone, type Path } from '../pipeline/paths.ts';
import { drop } from './dropped.ts';
import { categories, longestOwnMs } from './own-time.ts';
import { rowOf, section, type Round } from './section.ts';

/** Who can sign in on the page; each may send a hundred photos a day. */
const people = ['alice', 'bob', 'admin'] as const;

const order = z.object({
  rounds: z.coerce.number().int().min(1).max(people.length).default(people.length),
  count: z.coerce.number().int().min(1).max(100).default(100),
  photos: photosOption,
});

export const upload = benchmark({
  title: 'how long photos take that are dropped at once in a browser',
  options: `  --rounds N      how often they are dropped, each time by somebody else (default ${people.length}, the most)
  --count N       photos that are dropped at once (default 100, the most)
${photosUsage}`,
  order,
  run,
});

async function run(
  { rounds, count, photos }: z.output<typeof order>,
  { assemblyDir, say }: Surroundings,
): Promise<Outcome> {
  const pictures = await picturesOf(photos);
  const stack = await Stack.start({ assemblyDir, delivery: { duplicates: 0, maxDelayMs: 0, seed: 1 } });
  const browser = await chromium.launch({ executablePath: findChromium() ?? '', args: chromiumFlags });
  try {
    const detector = await detectorAlone(stack, pictures);
    await sumOfDetector(detector, { count: pictures.length, pictures: pictures.length });
    const measured: Round[] = [];
    for (const person of people.slice(0, rounds)) {
      say(`${count} photos by ${person} ...`);
      const detectorMs = await sumOfDetector(detector, { count, pictures: pictures.length });
      const dropped = Array.from({ length: count }, (_, nth) =>
        another(pictures[nth % pictures.length] ?? Buffer.of()),
      );
      measured.push({ ...(await dropBy(browser, { stack, person, dropped })), detectorMs });
    }
    const rows = measured.map(rowOf);
    const asDocumented = photos === undefined && count === 100;
    return { rows, table: rows, section: asDocumented ? section(rows, count) : undefined };
  } finally {
    await browser.close();
    await stack.stop();
  }
}

/** The detector's times of so many photos, one after the other, without anything around it. */
async function sumOfDetector(
  detector: Path,
  { count, pictures }: { count: number; pictures: number },
): Promise<number> {
  let sum = 0;
  for (let nth = 0; nth < count; nth += 1) {
    const { began, ended } = await detector(nth % pictures);
    sum += ended - began;
  }
  return sum;
}

async function dropBy(
  browser: Browser,
  { stack, person, dropped }: { stack: Stack; person: string; dropped: readonly Buffer[] },
): Promise<Omit<Round, 'detectorMs'>> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(stack.output('WebUrl'));
    await page.locator('.landing__sign-in').click();
    await page.getByRole('button', { name: `Sign in as ${person}` }).click();
    await page.locator('.shell__usage').waitFor();
    await browser.startTracing(page, { categories });
    const felt = await drop(page, dropped);
    return { ...felt, longestOwnMs: longestOwnMs(await browser.stopTracing()) };
  } finally {
    await context.close();
  }
}
