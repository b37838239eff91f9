import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where systems keep a browser that Playwright can drive; BROWSER_PATH names another one. */
const places = [
  process.env['BROWSER_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The browser of this machine; undefined when there is none, which is said in a line. */
export const browserPath = places.find((place) => place !== undefined && existsSync(place));

if (browserPath === undefined)
  console.warn(
    'The dashboard’s browser tests are left out: there is no Chromium here (Debian: apt-get install chromium).',
  );

export function openBrowser(): Promise<Browser> {
  // Root, as in a container, may not use the sandbox.
  return chromium.launch({
    executablePath: browserPath!,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
