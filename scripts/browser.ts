import { existsSync } from 'node:fs';
import type { Browser, Page } from 'puppeteer-core';

/** Where systems keep a Chromium; the variable wins. */
const places = [
  process.env['CHROME_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The browser that tests of pages drive: one that is installed, since none is downloaded. */
export const chromium: string | undefined = places.find((place) => place !== undefined && existsSync(place));

if (chromium === undefined) {
  process.stderr.write('No Chromium was found: tests of pages are left out. CHROME_PATH may name one.\n');
}

/** A browser without a window. Who starts it closes it. */
export async function startBrowser(): Promise<Browser> {
  const { launch } = await import('puppeteer-core');
  return launch({
    executablePath: chromium!,
    // The sandbox needs rights that containers do not give; the pages are our own.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--hide-scrollbars'],
  });
}

/** A page that keeps what went wrong in it: exceptions, messages of errors, requests that failed. */
export async function openPage(
  browser: Browser,
): Promise<{ readonly page: Page; readonly errors: string[] }> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('requestfailed', (request) => errors.push(`${request.url()}: ${request.failure()?.errorText}`));
  return { page, errors };
}
