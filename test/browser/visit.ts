import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { chromiumFlags, findChromium } from '../support/chromium.ts';
import type { Stack } from '../support/stack.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const desktop = { viewport: { width: 1280, height: 800 } };
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium() ?? '', args: chromiumFlags });
}

/** A file as a person chooses it. */
export interface ChosenFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export function jpeg(name: string, buffer: Buffer): ChosenFile {
  return { name, mimeType: 'image/jpeg', buffer };
}

/** Somebody at the page, in a browser window of their own. */
export class Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly url: string;
  private readonly graphqlUrl: string;
  /** Errors that the page reported. */
  readonly problems: string[] = [];
  /** Errors that a test brings about by itself: a connection that is cut is told by the browser. */
  expected: RegExp | undefined;

  private constructor(context: BrowserContext, page: Page, stack: Stack) {
    this.context = context;
    this.page = page;
    this.url = stack.output('WebUrl');
    this.graphqlUrl = stack.output('GraphqlUrl');
    // A busy machine takes its time; what never comes is ended by the test's own limit.
    page.setDefaultTimeout(100_000);
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
  }

  static async open(browser: Browser, stack: Stack, options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext({ ...desktop, colorScheme: 'light', locale: 'en', ...options });
    return new Visit(context, await context.newPage(), stack);
  }

  async signIn(user: string, path = ''): Promise<this> {
    await this.page.goto(this.url + path);
    await this.page.locator('.landing__sign-in').click();
    await this.page.getByRole('button', { name: `Sign in as ${user}` }).click();
    await this.page.locator('.shell__usage').waitFor();
    return this;
  }

  async close(): Promise<void> {
    await this.context.close();
    expect(this.problems.filter((problem) => !this.expected?.test(problem))).toEqual([]);
  }

  async choose(...files: ChosenFile[]): Promise<void> {
    await this.page.getByLabel(/Choose photos|Escolher fotos/).setInputFiles(files);
  }

  /** The card of a file in the list. */
  card(name: string) {
    return this.page.locator('.photo-card', { has: this.page.getByRole('button', { name, exact: true }) });
  }

  /** Waits until a file's card says something. */
  async says(name: string, text: string | RegExp): Promise<void> {
    await this.card(name).getByText(text).first().waitFor();
  }

  /** Answers the requests whose text holds `part` with this, until the returned function is called. */
  async answer(part: string, json: object, status = 200): Promise<() => Promise<void>> {
    await this.page.route(this.graphqlUrl, (route) =>
      route.request().postData()?.includes(part)
        ? route.fulfill({ status, json, headers: { 'access-control-allow-origin': '*' } })
        : route.fallback(),
    );
    return () => this.page.unroute(this.graphqlUrl);
  }

  /** Answers them with this error. */
  refuse(part: string, error: object, status?: number): Promise<() => Promise<void>> {
    return this.answer(part, { data: null, errors: [error] }, status);
  }

  /** Holds photos back that are being sent, until the returned function is called. */
  async holdPhotos(): Promise<() => void> {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await this.page.route('**/*', async (route) => {
      if (route.request().method() === 'PUT') await held;
      await route.fallback().catch(() => {});
    });
    return release;
  }

  labels() {
    return this.page.getByRole('list', { name: 'Labels', exact: true });
  }

  boxes(label: string) {
    return this.page.locator(`[data-label="${label}"]`);
  }

  litBoxes() {
    return this.page.locator('.place[data-lit="true"]');
  }

  announcer() {
    return this.page.locator('[data-announcer]');
  }

  /** axe finds nothing on what is on screen: in the dark in Portuguese, and in the light in English. */
  async expectAccessible(): Promise<void> {
    const { page } = this;
    await page.evaluate(axe);
    for (const [locale, colorScheme] of [
      ['pt-BR', 'dark'],
      ['en', 'light'],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.locator('.language-switch select').selectOption(locale);
      await page.locator(`html[lang="${locale}"]`).waitFor();
      expect(await this.violations(), `${locale}, ${colorScheme}`).toEqual([]);
    }
  }

  private async violations(): Promise<string[]> {
    const { violations } = await this.page.evaluate(() =>
      (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
  }
}
