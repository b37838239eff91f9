import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where systems keep a browser that Playwright can drive; BROWSER_PATH names another one. */
const places = [
  process.env['BROWSER_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The browser of this machine, since none is downloaded; undefined when there is none, which is said in a line. */
export const browserPath = places.find((place) => place !== undefined && existsSync(place));

if (browserPath === undefined)
  console.warn(
    'Tests of pages are left out: there is no Chromium here (Debian: apt-get install chromium; or set BROWSER_PATH).',
  );

/** A browser without a window. Who opens it closes it. */
export function openBrowser(): Promise<Browser> {
  // Root, as in a container, may not use the sandbox.
  return chromium.launch({
    executablePath: browserPath!,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/** What goes wrong in a page from now on: exceptions, messages of errors, requests that fail. */
export function errorsOf(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('requestfailed', (request) => errors.push(`${request.url()}: ${request.failure()?.errorText}`));
  return errors;
}
