/** `npm run screenshots`: pictures of every page and state, in both sizes and themes, for people to look at. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { Stack } from '../support/stack.ts';
import { analyzing } from './scenes/analyze.ts';
import { pages } from './scenes/pages.ts';
import type { Scene } from './scenes/scene.ts';
import { troubles } from './scenes/states.ts';
import { desktop, openBrowser, phone, Visit } from './visit.ts';

const folder = path.resolve(import.meta.dirname, '../../docs/screenshots');
const sizes = { desktop: desktop.viewport, phone: phone.viewport };
const themes = ['light', 'dark'] as const;

const scenes = [...analyzing, ...pages, ...troubles];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((each) => !scenes.some(({ name }) => name === each));
if (unknown.length > 0) throw new Error(`There is no scene ${unknown.join(', ')}; there are ${names(scenes)}.`);
const chosen = scenes.filter(({ name }) => wanted.length === 0 || wanted.includes(name));

await mkdir(folder, { recursive: true });
if (wanted.length === 0) await forgetOld();
const browser = await openBrowser();
const shared = await Stack.start();
try {
  for (const scene of chosen) {
    console.log(scene.name);
    await (scene.alone ? shootAlone(scene) : shoot(scene, shared));
  }
} finally {
  await browser.close();
  await shared.stop();
}
await writeFile(path.join(folder, 'README.md'), gallery());

async function shootAlone(scene: Scene): Promise<void> {
  const stack = await Stack.start();
  try {
    await shoot(scene, stack);
  } finally {
    await stack.stop();
  }
}

async function shoot({ name, set, options }: Scene, stack: Stack): Promise<void> {
  const visit = await Visit.open(browser, stack, { reducedMotion: 'reduce', ...options });
  await set({ visit, page: visit.page, stack });
  for (const [size, viewport] of Object.entries(sizes)) {
    await visit.page.setViewportSize(viewport);
    for (const colorScheme of themes) {
      await visit.page.emulateMedia({ colorScheme });
      await writeFile(path.join(folder, fileOf(name, size, colorScheme)), await picture(visit.page));
    }
  }
  await visit.context.close();
}

async function picture(page: Page): Promise<Buffer> {
  // Photos that are on their way, and what slides in.
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(300);
  return sharp(await page.screenshot())
    .webp({ quality: 82 })
    .toBuffer();
}

function names(of: readonly Scene[]): string {
  return of.map(({ name }) => name).join(', ');
}

function fileOf(name: string, size: string, theme: string): string {
  return `${name}-${size}-${theme}.webp`;
}

async function forgetOld(): Promise<void> {
  const old = (await readdir(folder)).filter((name) => name.endsWith('.webp'));
  await Promise.all(old.map((name) => rm(path.join(folder, name))));
}

/** A page that shows them all. */
function gallery(): string {
  const lines = scenes.flatMap(({ name, shows }) => [
    `## ${shows}`,
    '',
    ...Object.keys(sizes).map((size) =>
      themes.map((theme) => `![${shows}, ${size}, ${theme}](${fileOf(name, size, theme)})`).join(' '),
    ),
    '',
  ]);
  return ['# Every page and state', '', 'Made by `npm run screenshots`.', '', ...lines].join('\n');
}
