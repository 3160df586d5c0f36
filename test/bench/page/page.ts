import lighthouse, { desktopConfig, type Config, type Flags } from 'lighthouse';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import * as z from 'zod';
import { boats, pastoral } from '../../support/photos.ts';
import { chromiumFlags, findChromium } from '../../support/chromium.ts';
import { pushedEnd, send, Stack } from '../../support/stack.ts';
import { benchmark, type Outcome, type Surroundings } from '../benchmark.ts';
import { markdownTable, whereAndWhen } from '../document.ts';
import { median } from '../measuring.ts';

const order = z.object({ rounds: z.coerce.number().int().min(1).max(20).default(3) });

export const page = benchmark({
  title: 'how Lighthouse judges the page',
  options: '  --rounds N      how often each page is judged (default 3)',
  order,
  run,
});

const categories = { performance: 'performance', accessibility: 'accessibility', bestPractices: 'best-practices' };
const targets = { performance: 98, accessibility: 100, bestPractices: 100 };
type Category = keyof typeof categories;
const names: readonly Category[] = ['performance', 'accessibility', 'bestPractices'];

/** What the score of performance is made of. */
const timings = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'speed-index',
  'total-blocking-time',
  'cumulative-layout-shift',
];

/** Lighthouse's own settings: a desktop on a wire and, as it judges by default, a middling phone on slow 4G. */
const devices: Record<string, Config | undefined> = { desktop: desktopConfig, mobile: undefined };
const pages = [
  { name: 'before signing in', path: '/', signedIn: false },
  { name: 'labels', path: '/', signedIn: true },
  { name: 'library', path: '/library', signedIn: true },
  { name: 'report', path: '/report', signedIn: true },
];

interface Row extends Record<Category, number> {
  page: string;
  device: string;
}

async function run({ rounds }: z.output<typeof order>, { assemblyDir, say }: Surroundings): Promise<Outcome> {
  const stack = await Stack.start({ assemblyDir });
  const browser = await puppeteer.launch({ executablePath: findChromium() ?? '', args: chromiumFlags });
  try {
    const alice = await stack.person('alice');
    for (const photo of [boats, pastoral]) await pushedEnd(alice, (await send(alice.api, photo)).id);
    const rows: Row[] = [];
    for (const { name, path, signedIn } of pages) {
      for (const device of Object.keys(devices)) {
        say(`${name}, ${device} ...`);
        const url = stack.output('WebUrl') + path;
        const scores: Record<Category, number>[] = [];
        for (let round = 0; round < rounds; round += 1) {
          scores.push(await judged(browser, { url, device, user: signedIn ? 'alice' : undefined, say }));
        }
        rows.push({
          page: name,
          device,
          ...eachCategory((category) => median(scores.map((scores) => scores[category]))),
        });
      }
    }
    return { rows, table: rows, section: section(rows, rounds) };
  } finally {
    await browser.close();
    await stack.stop();
  }
}

function eachCategory(scoreOf: (category: Category) => number): Record<Category, number> {
  return {
    performance: scoreOf('performance'),
    accessibility: scoreOf('accessibility'),
    bestPractices: scoreOf('bestPractices'),
  };
}

interface Visit {
  url: string;
  device: string;
  /** Who is signed in, if anybody. */
  user: string | undefined;
  say: (line: string) => void;
}

async function judged(browser: Browser, { url, device, user, say }: Visit): Promise<Record<Category, number>> {
  const context = await browser.createBrowserContext();
  const tab = await context.newPage();
  try {
    if (user !== undefined) await signIn(tab, url, user);
    // The tab's storage holds the sign-in.
    const flags: Flags = { onlyCategories: Object.values(categories), disableStorageReset: true };
    const result = await lighthouse(url, flags, devices[device], tab);
    if (!result) throw new Error(`Lighthouse gave no result for ${url}.`);
    const { lhr } = result;
    say(`  ${timings.map((id) => `${id} ${lhr.audits[id]?.displayValue ?? '?'}`).join(', ')}`);
    for (const { id, title, score, scoreDisplayMode } of Object.values(lhr.audits)) {
      if (scoreDisplayMode === 'binary' && score === 0) say(`  ${id}: ${title}`);
    }
    return eachCategory((category) => Math.round((lhr.categories[categories[category]]?.score ?? 0) * 100));
  } finally {
    await context.close();
  }
}

async function signIn(tab: Page, url: string, user: string): Promise<void> {
  await tab.goto(url);
  await tab.locator('.landing__sign-in').click();
  await tab.locator(`[aria-label="Sign in as ${user}"]`).click();
  await tab.locator('.shell__usage').wait();
}

function section(rows: readonly Row[], rounds: number): string {
  const missed = rows.flatMap((row) =>
    names
      .filter((name) => row[name] < targets[name])
      .map((name) => `${name} of “${row.page}”, ${row.device} (${row[name]})`),
  );
  return `## The page, as Lighthouse judges it

\`npm run bench -- page\`, ${whereAndWhen()}. Lighthouse against the local stack, with its own settings for a desktop and for
a phone; the median of ${rounds === 1 ? 'one run' : `${rounds} runs`}.

${markdownTable(
  ['page', 'device', 'performance', 'accessibility', 'best practices'],
  rows.map((row) => [row.page, row.device, ...names.map((name) => String(row[name]))]),
)}

**Targets.** Performance ${targets.performance}, accessibility and best practices 100. ${
    missed.length === 0 ? 'All are met.' : `Missed: ${missed.join(', ')}.`
  }`;
}
