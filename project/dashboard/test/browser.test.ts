import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dashboard } from '../server/start.ts';
import { browserPath, openBrowser } from '../../../scripts/browser.ts';
import { TestShop } from './shop.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tabs = ['trends', 'forecast', 'products', 'rfm', 'cohorts', 'history'] as const;

describe.skipIf(browserPath === undefined)('the page', () => {
  let shop: TestShop;
  let dashboard: Dashboard;
  let browser: Browser;

  beforeAll(async () => {
    shop = new TestShop();
    await shop.make(0.02);
    dashboard = await shop.dashboard();
    browser = await openBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await dashboard.close();
    shop.remove();
  });

  /** Opens a page and does something there; whatever the browser complains of fails the test. */
  async function on(
    address: string,
    work: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
  ): Promise<void> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      // The policy of the page keeps foreign scripts out; axe is one.
      bypassCSP: false,
      ...options,
    });
    const complaints: string[] = [];
    try {
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('request', (request) => {
        const isOwn = request.url().startsWith(dashboard.address) || request.url().startsWith('data:');
        if (!isOwn) complaints.push(`asks elsewhere: ${request.url()}`);
      });
      await page.goto(dashboard.address + address);
      await settled(page);
      await work(page);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  }

  /** Until everything that was asked for is there. */
  async function settled(page: Page): Promise<void> {
    await until(
      page,
      `(document.querySelector('.figures .value')?.textContent ?? '–') !== '–' && !document.querySelector('[aria-busy=true]')`,
    );
  }

  /** Playwright’s own wait would evaluate text within the page, which the page’s policy forbids. */
  async function until(page: Page, expression: string): Promise<void> {
    for (let attempt = 0; !(await page.evaluate(expression)); attempt++) {
      if (attempt > 400) throw new Error(`it did not come to hold: ${expression}`);
      await page.waitForTimeout(50);
    }
  }

  async function saved(
    page: Page,
    click: string,
  ): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(click)]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  it('shows the figures of the warehouse', async () => {
    const [expected] = await shop.ask(`
      SELECT ROUND(SUM(net_revenue))::BIGINT AS revenue, COUNT(*)::BIGINT AS orders, COUNT(DISTINCT customer_id)::BIGINT AS customers
      FROM marts.fct_orders WHERE NOT is_cancelled AND ordered_on BETWEEN '2025-01-01' AND '2025-12-31'`);
    await on('/?from=2025-01-01&to=2025-12-31', async (page) => {
      const shown = await page.locator('.figures .value').allTextContents();
      const digits = shown.map((text) => text.replaceAll(/[^\d.]/g, ''));
      expect([digits[0], digits[1], digits[3]]).toEqual([
        expected!['revenue'],
        expected!['orders'],
        expected!['customers'],
      ]);
      expect(await page.locator('main').innerText()).toContain('Revenue and orders by month');
      expect(await page.innerText('.headline')).toContain('quantity × price, net of returns');
      const months = page.locator('main tbody tr');
      expect(await months.count()).toBe(12);
      const [january] = await shop.ask(
        `SELECT SUM(net_revenue)::VARCHAR AS revenue FROM marts.fct_orders WHERE ordered_on BETWEEN '2025-01-01' AND '2025-01-31'`,
      );
      expect((await months.first().locator('td').nth(1).innerText()).replaceAll(/[^\d.]/g, '')).toBe(
        january!['revenue'],
      );
    });
  });

  it.each(tabs)('opens %s with its chart or table, without a complaint', async (tab) => {
    await on(`/?tab=${tab}`, async (page) => {
      expect(await page.locator(`#tab-${tab}`).getAttribute('aria-selected')).toBe('true');
      expect(await page.locator('main table').count()).toBeGreaterThan(0);
      if (tab !== 'history') expect(await page.locator('main canvas').count()).toBe(1);
      // The canvas is drawn on, not empty.
      const painted = await page.evaluate(`(() => {
        const canvas = document.querySelector('main canvas');
        if (!canvas) return true;
        return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte !== 0);
      })()`);
      expect(painted).toBe(true);
      if (tab !== 'history')
        expect(await page.locator('.tile .freshness').first().innerText()).toMatch(
          /\d+ tests pass\s+Data to 03\/01\/2026, built/,
        );
    });
  });

  it.each(
    tabs.flatMap((tab) => [
      { tab, theme: 'light' },
      { tab, theme: 'dark' },
    ]),
  )('keeps the rules for readers with handicaps: $tab, $theme', async ({ tab, theme }) => {
    await on(
      `/?tab=${tab}&theme=${theme}${tab === 'history' ? '&q=a&customer=7' : ''}`,
      async (page) => {
        await page.evaluate(axe);
        const faults =
          await page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
            .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target + ' ' + failureSummary).slice(0, 3).join(' | ')))`);
        expect(faults).toEqual([]);
      },
      { bypassCSP: true },
    );
  });

  it('leads from a cohort’s cell to its customers, and gives them as a file', async () => {
    await on('/?tab=cohorts&from=2025-01-01&to=2025-12-31', async (page) => {
      const cell = page.locator('button.cell[aria-label*="cohort of Mar 2025, month 2:"]');
      const count = Number(await cell.getAttribute('data-count'));
      expect(count).toBeGreaterThan(3);
      await cell.click();
      await page.waitForSelector('dialog .count');
      expect(await page.innerText('dialog .count')).toBe(`${count} customers`);
      const more = page.locator('dialog .more');
      if (await more.count()) await more.click();
      await until(page, `document.querySelectorAll('dialog tbody tr').length === ${count}`);
      const listed = (await page.locator('dialog tbody tr td:first-child').allTextContents()).map((text) =>
        text.replaceAll(/\D/g, ''),
      );
      const expected = await shop.ask(`
        WITH first AS (SELECT customer_id, MIN(ordered_on) AS day FROM marts.fct_orders WHERE NOT is_cancelled GROUP BY ALL)
        SELECT DISTINCT customer_id::VARCHAR AS id FROM marts.fct_orders JOIN first USING (customer_id)
        WHERE NOT is_cancelled AND day BETWEEN '2025-03-01' AND '2025-03-31' AND ordered_on BETWEEN '2025-05-01' AND '2025-05-31'`);
      expect(listed.toSorted()).toEqual(expected.map(({ id }) => String(id)).toSorted());
      const { name, bytes } = await saved(page, 'dialog a[href*=".csv"]');
      expect(name).toMatch(/^berlinkart-cohort-customers_.*\.csv$/);
      expect(bytes.toString('utf8').trimEnd().split('\r\n')).toHaveLength(count + 1);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      expect(page.url()).not.toContain('cohort=');
    });
  });

  it('leads from a cell of the transition matrix to the customers who moved', async () => {
    await on('/?tab=rfm', async (page) => {
      const cell = page.locator('.matrix button.cell:not(:disabled)').first();
      const count = await cell.getAttribute('data-count');
      await cell.click();
      await page.waitForSelector('dialog .count');
      expect((await page.innerText('dialog .count')).replaceAll(/\D/g, '')).toBe(count);
    });
  });

  it('gives files of what is shown: CSV, Excel, and all as ZIP', async () => {
    await on('/?from=2025-01-01&to=2025-03-31&lang=en', async (page) => {
      const csv = await saved(page, 'main a[href*=".csv"]');
      const shown = await page.locator('main tbody tr').first().locator('td').allTextContents();
      const line = csv.bytes.toString('utf8').split('\r\n')[1]!.split(',');
      expect(shown[1]!.replaceAll(/[^\d.]/g, '')).toBe(line[1]);
      expect(await page.locator('main tbody tr').count()).toBe(3);
      expect(csv.bytes.toString('utf8').trimEnd().split('\r\n')).toHaveLength(4);
      const excel = await saved(page, 'main a[href*=".xlsx"]');
      expect(strFromU8(unzipSync(new Uint8Array(excel.bytes))['xl/worksheets/sheet1.xml']!)).toContain(
        `<v>${Number(line[1])}</v>`,
      );
      const zip = await saved(page, '.banner a[download]');
      const parts = unzipSync(new Uint8Array(zip.bytes));
      expect(strFromU8(parts['trends.csv']!)).toBe(csv.bytes.toString('utf8').replace(/^\uFEFF/, ''));
      expect(Object.keys(parts)).toContain('cohorts.csv');
    });
  });

  it('is the same from a saved link, and goes back and forward', async () => {
    await on('/', async (page) => {
      await page.click('#tab-forecast');
      await settled(page);
      await page.click('text=Linear Regression');
      await page.locator('details.menu summary').click();
      await page.getByLabel('Hamburg').check();
      await page.selectOption('select >> nth=0', { label: '2024' });
      await settled(page);
      const link = page.url();
      expect(link).toMatch(/tab=forecast&from=2024-01-01&to=2024-12-31&city=Hamburg&method=linear/);
      const seen = await page.innerText('main');
      await page.goto(link);
      await settled(page);
      expect(await page.innerText('main')).toBe(seen);
      await page.goBack();
      await page.goBack();
      await settled(page);
      expect(page.url()).not.toContain('2024-01-01');
      await page.goForward();
      await page.goForward();
      await settled(page);
      expect(await page.innerText('main')).toBe(seen);
    });
  });

  it('is used by keyboard alone', async () => {
    await on('/', async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.className')).toBe('skip');
      await page.focus('#tab-trends');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(page.url()).toContain('tab=products');
      await page.keyboard.press('End');
      expect(page.url()).toContain('tab=history');
      await page.keyboard.press('ArrowRight');
      expect(page.url()).not.toContain('tab=');
      await page.click('#tab-cohorts');
      await settled(page);
      await page.locator('button.cell').nth(3).focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog[open]');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
    });
  });

  it('shows names that are scripts as the letters they are', async () => {
    await on('/?tab=products', async (page) => {
      await page.click('main .more >> nth=-1');
      expect(await page.innerText('main')).toContain('<img src=x onerror="window.hacked=1">');
      expect(await page.evaluate('window.hacked')).toBeUndefined();
    });
    await on(`/?tab=history&q=${encodeURIComponent('<img src=x')}&customer=13`, async (page) => {
      expect(await page.innerText('.found')).toContain('<img src=x onerror="window.hacked=1">');
      expect(await page.evaluate('window.hacked')).toBeUndefined();
    });
  });

  it('tells why there is nothing, or what cannot be', async () => {
    await on('/?from=2021-01-01&to=2021-12-31', async (page) => {
      expect(await page.innerText('main')).toMatch(
        /There are no orders from 2021-01-01 to 2021-12-31: the data cover/,
      );
      expect(await page.locator('main canvas').count()).toBe(0);
    });
  });

  it('tells what is wrong with an address, and mends it with one click', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(
      `${dashboard.address}/?from=2025-02-01&to=2025-01-01&city=${encodeURIComponent('<b>x</b>')}`,
    );
    await page.waitForSelector('main .note.bad');
    expect(await page.innerText('main .note.bad')).toMatch(/later than to/);
    await page.click('text=Reset');
    await settled(page);
    expect(await page.locator('.note.bad').count()).toBe(0);
    await context.close();
  });

  it('writes numbers in German and in English', async () => {
    await on('/?lang=de', async (page) => {
      expect(await page.locator('.figures .value').first().innerText()).toMatch(/^\d{1,3}(\.\d{3})+\s€$/);
      await page.click('text=1,234.5');
      expect(await page.locator('.figures .value').first().innerText()).toMatch(/^€\d{1,3}(,\d{3})+$/);
    });
  });

  it.each(tabs)('fits a phone: %s', async (tab) => {
    await on(
      `/?tab=${tab}`,
      async (page) => {
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
          0,
        );
      },
      { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
    );
  });

  it('explains how a tile is computed, and copies the SQL', async () => {
    await on(
      '/?from=2025-01-01&to=2025-01-31',
      async (page) => {
        await page.click('main >> text=How is this computed?');
        await page.waitForSelector('dialog pre');
        const text = await page.innerText('dialog');
        expect(text).toContain('mart_revenue_daily');
        expect(text).toContain('Revenue is quantity times price net of returns');
        await page.click('dialog >> text=Copy SQL >> nth=0');
        expect(await page.evaluate('navigator.clipboard.readText()')).toContain("CAST('2025-01-01' AS DATE)");
      },
      { permissions: ['clipboard-read', 'clipboard-write'] },
    );
  });

  it('goes over to a newer build by itself', async () => {
    await on('/', async (page) => {
      const before = await page.innerText('.fresh');
      const orders = page.locator('.figures .value').nth(1);
      const ordersBefore = await orders.innerText();
      await shop.run('project/dist/ingest.js', '--advance', '2');
      await shop.build();
      await until(page, `document.querySelector('.fresh').textContent !== ${JSON.stringify(before)}`);
      expect(await page.innerText('.fresh')).toContain('05/01/2026');
      await settled(page);
      expect(await orders.innerText()).not.toBe(ordersBefore);
    });
  }, 60_000);

  it('asks for little: few requests, few bytes', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send('Network.enable');
    let bytes = 0;
    let requests = 0;
    client.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      requests++;
    });
    await page.goto(dashboard.address);
    await settled(page);
    expect(requests).toBeLessThanOrEqual(15);
    expect(bytes).toBeLessThan(350_000);
    await context.close();
  });
});
