import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The browser that is on this machine: `CHROMIUM_PATH`, else a usual place, else Playwright's own download. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH ?? '', ...usualPlaces, chromium.executablePath()].find((path) => existsSync(path));
}

/**
 * Installs a browser: Playwright's download, else Debian's package where this is root on Debian.
 * @throws with the one line to run when neither works
 */
export function installChromium(): string {
  console.log('No Chromium or Chrome found: installing one.');
  spawnSync('npx', ['playwright-core', 'install', 'chromium'], { stdio: 'inherit' });
  if (!findChromium() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    execFileSync('apt-get', ['update'], { stdio: 'inherit' });
    execFileSync('apt-get', ['install', '-y', 'chromium'], { stdio: 'inherit' });
  }
  const found = findChromium();
  if (!found) throw new Error('The browser tests need Chromium. Run: npx playwright-core install --with-deps chromium');
  return found;
}

/** What a browser needs to run on a machine without a screen, as root, or without a network. */
export const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
