import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, errorsOf, openBrowser } from '../../../scripts/browser.ts';
import { type DocumentedShop, documentedShop } from './shop.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(browserPath === undefined)('the pages of documentation', () => {
  let shop: DocumentedShop;
  let browser: Browser;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([documentedShop(), openBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    shop?.remove();
  });

  /** Opens a page as a file; nothing may go wrong in it. */
  async function visit(
    hash: string,
    use: (page: Page) => Promise<void>,
    { file = 'index.html', ...options }: BrowserContextOptions & { readonly file?: string } = {},
  ): Promise<void> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const errors = errorsOf(page);
      await page.goto(pathToFileURL(join(shop.target, file)).href + hash);
      await page.locator('main').waitFor();
      await use(page);
      expect(errors).toEqual([]);
    } finally {
      await context.close();
    }
  }

  const go = (page: Page, hash: string): Promise<unknown> =>
    page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  const heading = (page: Page): Promise<string> => page.locator('main h1').innerText();
  const graphStatus = (page: Page, text: string): Promise<void> =>
    page.locator('.graph-status', { hasText: text }).waitFor();

  it('begins with the project’s own words, what it has, and what is not well', () =>
    visit('', async (page) => {
      const main = page.locator('main');
      expect(await main.innerText()).toContain('How the shop is doing.');
      expect(await main.locator('.tiles li').allInnerTexts()).toContain('4\nModels');
      expect(await main.innerText()).toContain('1 not well');
      expect(await main.locator('.badge.bad + a').innerText()).toBe('not_null_orders_customer');
    }));

  it('is one file too, which holds everything', () =>
    visit(
      '#/model/model.shop.orders',
      async (page) => {
        expect(await heading(page)).toBe('orders');
        await go(page, '#/graph');
        await graphStatus(page, '6 nodes');
      },
      { file: 'static_index.html' },
    ));

  it('tells all of a model', () =>
    visit('#/model/model.shop.orders', async (page) => {
      const main = page.locator('main');
      expect(await main.locator('.prose strong').first().innerText()).toBe('order');
      expect(await main.locator('.prose a').first().getAttribute('href')).toBe('https://wiki.example.org/orders');
      expect(await main.locator('.facts').first().innerText()).toMatch(/3 rows × 4 columns/);
      expect(await main.locator('.facts').first().innerText()).toMatch(/Last run\s+1 Jan 2025, 12:00/);
      expect(await main.locator('.facts').first().innerText()).toMatch(/Owner\s+Ada/);
      const rows = await main.locator('.columns tbody tr').all();
      const cells = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
      expect(cells.map((row) => row.map((text) => text.trim()))).toEqual([
        ['order_id', 'integer', 'The key of an order.', 'uniquenot_null'],
        ['customer', 'varchar', 'Who ordered.', 'not_null'],
        ['amount', 'double', '', ''],
        ['is_large', 'boolean', '', ''],
      ]);
      expect(await main.locator('.chip.bad').getAttribute('title')).toBe('not_null_orders_customer: fail');
      expect(await main.locator('.chip.good').count()).toBe(3);
      const lists = await main.locator('.pair > div').allInnerTexts();
      expect(lists.map((text) => text.split(/\s*\n+/))).toEqual([
        ['Reads', 'stg_orders'],
        ['Is read by', 'customers', 'hostile'],
        ['Exposures behind it', 'The board'],
      ]);
    }));

  it('opens the tree where the page belongs', () =>
    visit('#/macro/macro.shop.cents', async (page) => {
      const current = page.locator('.sidebar [aria-current=page]');
      expect(await current.innerText()).toBe('cents');
      await go(page, '#/model/model.shop.orders');
      await page.locator('.sidebar [aria-current=page]', { hasText: 'orders' }).waitFor();
      expect(await current.count()).toBe(1);
      await go(page, '#/graph');
      await graphStatus(page, '6 nodes');
      expect(await current.count()).toBe(0);
    }));

  it('shows source, compiled code and a query to copy', () =>
    visit('#/model/model.shop.orders', async (page) => {
      const code = page.locator('[role=tabpanel] code');
      expect(await code.innerText()).toContain("{{ ref('stg_orders') }}");
      expect(await code.locator('.code-comment').innerText()).toBe('-- Orders as they were paid.');
      await page.getByRole('tab', { name: 'Compiled' }).click();
      expect(await code.innerText()).toContain('select * from "shop"."main"."stg_orders"');
      await page.keyboard.press('ArrowRight');
      expect(await code.innerText()).toBe(
        'select\n    order_id,\n    customer,\n    amount,\n    is_large\nfrom "shop"."main"."orders"\nlimit 100;',
      );
    }));

  it('searches as one types, by keyboard alone', () =>
    visit('', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('custom');
      const findings = page.locator('#findings [role=option]');
      expect((await findings.allInnerTexts()).map((text) => text.split('\n')[0])).toEqual(
        expect.arrayContaining(['customers', 'customer']),
      );
      expect(await page.locator('#findings [aria-selected=true] strong').innerText()).toBe('customers');
      await page.keyboard.press('ArrowDown');
      const second = await page.locator('#findings [aria-selected=true] strong').innerText();
      expect(second).not.toBe('customers');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.locator('h1', { hasText: 'customers' }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('is_large');
      await page.keyboard.press('Enter');
      expect(await page.locator('tr.chosen td').first().innerText()).toBe('is_large');
      await page.keyboard.press('/');
      await page.keyboard.type('x');
      await page.keyboard.press('Escape');
      expect(await page.locator('#findings').isHidden()).toBe(true);
    }));

  it('draws what a selection means, and tells what is wrong with one', () =>
    visit('', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('1+orders+1');
      await page.keyboard.press('Enter');
      await graphStatus(page, '5 nodes');
      await page.locator('.select-box').fill('tag:finance');
      await page.keyboard.press('Enter');
      await graphStatus(page, '1 node');
      await page.locator('.select-box').fill('wrong:thing');
      await page.keyboard.press('Enter');
      await graphStatus(page, 'wrong');
    }));

  it('goes along the lineage by keyboard, and opens a page', () =>
    visit('#/graph', async (page) => {
      await graphStatus(page, '6 nodes');
      await page.locator('.graph-canvas').focus();
      const chosen = page.locator('.graph-panel h2');
      await page.keyboard.press('ArrowRight');
      const first = await chosen.innerText();
      for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowLeft');
      expect(await chosen.innerText()).toBe('raw_orders');
      await page.keyboard.press('ArrowRight');
      expect(await chosen.innerText()).toBe('stg_orders');
      expect(first).not.toBe('');
      await page.getByRole('button', { name: 'Focus' }).click();
      await graphStatus(page, '6 nodes');
      expect(new URL(page.url()).hash).toContain('select=2%2Bstg_orders%2B2');
      await page.locator('.graph-canvas').focus();
      await page.keyboard.press('Enter');
      await page.locator('h1', { hasText: 'stg_orders' }).waitFor();
    }));

  it('hides a type of nodes', () =>
    visit('#/graph', async (page) => {
      await graphStatus(page, '6 nodes');
      await page.getByRole('button', { name: 'Exposures' }).click();
      await graphStatus(page, '5 nodes of 6');
    }));

  it('opens the addresses of dbt’s own site, and says when there is no such page', () =>
    visit('#!/model/model.shop.customers', async (page) => {
      expect(await heading(page)).toBe('customers');
      await go(page, '#/macro/macro.shop.cents');
      await page.locator('h1', { hasText: 'cents' }).waitFor();
      expect(await page.locator('main').innerText()).toContain('A column of cents.');
      await go(page, '#/model/model.shop.nothing');
      await page.locator('h1', { hasText: 'Not found' }).waitFor();
    }));

  it('is light or dark as the system is, until it is switched', () =>
    visit(
      '',
      async (page) => {
        const background = (): Promise<string> =>
          page.evaluate('getComputedStyle(document.body).backgroundColor');
        expect(await background()).toBe('rgb(17, 21, 28)');
        await page.getByRole('button', { name: 'Light or dark' }).click();
        expect(await background()).toBe('rgb(247, 248, 250)');
        await page.reload();
        expect(await background()).toBe('rgb(247, 248, 250)');
      },
      { colorScheme: 'dark' },
    ));

  it('fits a small screen', () =>
    visit(
      '#/model/model.shop.orders',
      async (page) => {
        const overflow = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect(overflow).toBe(0);
        expect(await page.locator('.sidebar').isVisible()).toBe(false);
        await page.getByRole('button', { name: 'Project tree' }).click();
        await page.locator('.sidebar a', { hasText: 'customers' }).click();
        await page.locator('h1', { hasText: 'customers' }).waitFor();
        expect(await page.locator('.sidebar').isVisible()).toBe(false);
      },
      { viewport: { width: 360, height: 740 } },
    ));

  const pages = ['', '#/model/model.shop.orders', '#/graph', '#/list/model', '#/macro/macro.shop.cents'];
  const looks = (['light', 'dark'] as const).flatMap((colorScheme) => pages.map((hash) => ({ colorScheme, hash })));

  it.each(looks)('can be read by everybody: $hash, $colorScheme', ({ colorScheme, hash }) =>
    visit(
      hash,
      async (page) => {
        await page.evaluate(axe);
        const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
        expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      },
      { colorScheme, bypassCSP: true },
    ),
  );

  it.each(['index.html', 'static_index.html'])('shows hostile text of a project as text, in %s', (file) =>
    visit(
      '#/model/model.shop.hostile',
      async (page) => {
        const main = page.locator('main');
        expect(await main.innerText()).toContain("<script>window.hacked = 'description'</script>");
        expect(await main.innerText()).toContain("<img src=x onerror=window.hacked='column'>");
        for (const hash of ['#/exposure/exposure.shop.board', '#/graph', '#/', '#/list/model']) {
          await go(page, hash);
          await page.waitForTimeout(50);
          expect(await page.locator('main script, main img, main iframe, main svg').count()).toBe(0);
          const links = await page.locator('a[href]').evaluateAll((all) => all.map((link) => link.getAttribute('href')!));
          expect(links.filter((href) => !/^(#|https?:|mailto:)/.test(href))).toEqual([]);
        }
        await page.keyboard.press('/');
        await page.keyboard.type('window.hacked');
        await page.locator('#findings li').first().waitFor();
        expect(await page.evaluate('typeof hacked')).toBe('undefined');
        expect(await page.evaluate('typeof ({}).polluted')).toBe('undefined');
      },
      { file },
    ),
  );

  it('weighs little, before its data', () => {
    const weight = gzipSync(readFileSync(join(shop.target, 'index.html'))).length;
    expect(weight).toBeLessThan(100_000);
  });

  it('says so when its data is not there', async () => {
    const context = await browser.newContext();
    const lonely = join(shop.path, 'lonely.html');
    copyFileSync(join(shop.target, 'index.html'), lonely);
    const page = await context.newPage();
    await page.goto(pathToFileURL(lonely).href);
    expect(await page.locator('body').innerText()).toContain('docs-data.js is not beside this page');
    await context.close();
  });
});
