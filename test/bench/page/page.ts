import lighthouse, { desktopConfig, type Config, type Flags, type Result } from 'lighthouse';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import * as z from 'zod';
import { boats, pastoral } from '../../support/photos.ts';
import { chromiumFlags, findChromium } from '../../support/chromium.ts';
import { pushedEnd, send, Stack } from '../../support/stack.ts';
import { benchmark, type Outcome, type Surroundings } from '../benchmark.ts';
import { markdownTable, whereAndWhen } from '../document.ts';
import { median, rounded } from '../measuring.ts';

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

interface Device {
  name: string;
  /** Lighthouse's settings; its default is a middling phone on slow 4G. */
  config?: Config;
  /** How many times slower than this machine the device is. */
  slowdown?: number;
}

/** Lighthouse's own: a desktop on a wire, and a phone that it takes for four times slower than any machine it runs on. */
const desktop: Device = { name: 'desktop', config: desktopConfig };
const uncalibratedPhone: Device = { name: 'mobile, four times slower than this machine' };

/**
 * How many times slower than this machine a middling phone is, by the power that Lighthouse measures of it: on the line
 * through 1 at 150, 2 at 800, 3 at 1,300 and 4 at 1,533. Source: the table in Lighthouse's docs/throttling.md and the
 * calculator that it names.
 */
function slowdownOfPhone(power: number): number {
  if (power >= 1300) return 3 + (power - 1300) / 233;
  return power >= 800 ? 2 + (power - 800) / 500 : Math.max(1, 1 + (power - 150) / 650);
}

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
    const power = await powerHere(browser, stack.output('WebUrl'));
    const phone: Device = { name: 'mobile', slowdown: slowdownOfPhone(power) };
    const rows: Row[] = [];
    for (const { name, path, signedIn } of pages) {
      for (const device of [desktop, phone, uncalibratedPhone]) {
        say(`${name}, ${device.name} ...`);
        const url = stack.output('WebUrl') + path;
        const scores: Record<Category, number>[] = [];
        for (let round = 0; round < rounds; round += 1) {
          scores.push(await judged(browser, { url, device, user: signedIn ? 'alice' : undefined, say }));
        }
        rows.push({
          page: name,
          device: device.name,
          ...eachCategory((category) => median(scores.map((scores) => scores[category]))),
        });
      }
    }
    return { rows, table: rows, section: section(rows, { rounds, power, phone }) };
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
  device: Device;
  /** Who is signed in, if anybody. */
  user: string | undefined;
  say: (line: string) => void;
}

async function judged(browser: Browser, visit: Visit): Promise<Record<Category, number>> {
  const lhr = await resultOf(browser, visit);
  visit.say(`  ${timings.map((id) => `${id} ${lhr.audits[id]?.displayValue ?? '?'}`).join(', ')}`);
  for (const { id, title, score, scoreDisplayMode } of Object.values(lhr.audits)) {
    if (scoreDisplayMode === 'binary' && score === 0) visit.say(`  ${id}: ${title}`);
  }
  return eachCategory((category) => Math.round((lhr.categories[categories[category]]?.score ?? 0) * 100));
}

/** The power of this machine's processor, as Lighthouse measures it with its own benchmark at each run; the median of 5. */
async function powerHere(browser: Browser, url: string): Promise<number> {
  const powers: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const { environment } = await resultOf(browser, { url, device: desktop, user: undefined });
    powers.push(environment.benchmarkIndex);
  }
  return Math.round(median(powers));
}

async function resultOf(browser: Browser, { url, device, user }: Omit<Visit, 'say'>): Promise<Result> {
  const context = await browser.createBrowserContext();
  const tab = await context.newPage();
  try {
    if (user !== undefined) await signIn(tab, url, user);
    // The tab's storage holds the sign-in.
    const flags: Flags = { onlyCategories: Object.values(categories), disableStorageReset: true };
    if (device.slowdown !== undefined) flags.throttling = { cpuSlowdownMultiplier: device.slowdown };
    const result = await lighthouse(url, flags, device.config, tab);
    if (!result) throw new Error(`Lighthouse gave no result for ${url}.`);
    return result.lhr;
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

function section(
  rows: readonly Row[],
  { rounds, power, phone }: { rounds: number; power: number; phone: Device },
): string {
  const judgedRows = rows.filter(({ device }) => device !== uncalibratedPhone.name);
  const missed = judgedRows.flatMap((row) =>
    names
      .filter((name) => row[name] < targets[name])
      .map((name) => `${name} of “${row.page}”, ${row.device} (${row[name]})`),
  );
  return `## The page, as Lighthouse judges it

\`npm run bench -- page\`, ${whereAndWhen()}. Lighthouse against the local stack, with its own settings for a desktop and for
a phone; the median of ${rounds === 1 ? 'one run' : `${rounds} runs`}.

Lighthouse takes a phone for four times slower than the machine it runs on, which it says is right for one whose power it
measures as 1,500 to 2,000, and wants calibrated on others. Here it measures ${power} (the median of five), so that a phone
is ${rounded(phone.slowdown ?? 1, 2)} times slower. Both are shown; the targets are for the calibrated one.

${markdownTable(
  ['page', 'device', 'performance', 'accessibility', 'best practices'],
  rows.map((row) => [row.page, row.device, ...names.map((name) => String(row[name]))]),
)}

**Targets.** Performance ${targets.performance}, accessibility and best practices 100. ${
    missed.length === 0 ? 'All are met.' : `Missed: ${missed.join(', ')}.`
  }`;
}
