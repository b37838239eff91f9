// `npm run bench:dashboard`: how long a reader waits, in a real browser, over the shop that is in data/.
//
// Times are from the click to the frame that shows the result; every filter is one that the server has not seen. Words: how
// often each is done (default 20). Results go to target/bench-dashboard.json.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { dashboardEnvironment, dashboardProgram } from './dashboard.mjs';
import { build, install, root } from './setup.mjs';

install();
await build();

const times = Number(process.argv[2] ?? 20);
const port = 8599;
const address = `http://localhost:${port}`;
const cities = [
  'Berlin',
  'Hamburg',
  'Köln',
  'Leipzig',
  'Dresden',
  'Bremen',
  'Potsdam',
  'Rostock',
  'Stuttgart',
  'Hannover',
];
const rows = [];

/** In the page: everything that was asked for is there. */
const isComplete = `(document.querySelector('.figures .value')?.textContent ?? '–') !== '–' && !document.querySelector('[aria-busy=true]') && !!document.querySelector('main table')`;

if (!existsSync(join(root, 'data/warehouse.published.json'))) {
  console.error('There is no build to look at: make one with npm run shop');
  process.exit(2);
}

let server = await startServer();
const browser = await chromium.launch({
  executablePath: process.env.BROWSER_PATH ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  await benchCold();
  await benchWarm();
  await benchPage();
  await benchLoad();
  await benchReaders();
  record('server memory after all of it', 'MB', [memoryOf(server)], 400);
} finally {
  await browser.close();
  server.kill();
}
mkdirSync(join(root, 'target'), { recursive: true });
writeFileSync(
  join(root, 'target/bench-dashboard.json'),
  JSON.stringify({ node: process.version, times, rows }, null, 2),
);

async function startServer() {
  const child = spawn(process.execPath, [...dashboardProgram, '--port', String(port)], {
    cwd: root,
    env: dashboardEnvironment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`the dashboard ended with ${code}`)));
  });
  return child;
}

async function stopServer() {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill();
  await ended;
}

/** From the start of the program to a complete page. */
async function benchCold() {
  const found = [];
  for (let run = 0; run < Math.min(times, 8); run++) {
    await stopServer();
    const page = await browser.newPage();
    const started = performance.now();
    server = await startServer();
    await page.goto(address);
    await complete(page);
    found.push(performance.now() - started);
    await page.close();
  }
  record('server start → page complete, cold', 'ms', found, 1_500);
}

/** From navigation to a complete first tab, nothing in the browser's cache, a window that is new to the server. */
async function benchWarm() {
  const found = [];
  for (let run = 0; run < times; run++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const started = performance.now();
    await page.goto(`${address}/?from=2024-0${1 + (run % 9)}-0${1 + Math.floor(run / 9)}&to=2025-11-30`);
    await complete(page);
    found.push(performance.now() - started);
    await context.close();
  }
  record('navigation → first tab complete, warm', 'ms', found, 600);
}

async function benchPage() {
  const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
  await page.goto(address);
  await complete(page);
  const day = (run, offset) =>
    `202${3 + (run % 3)}-0${1 + ((run * 5 + offset) % 9)}-${String(1 + ((run * 7 + offset) % 28)).padStart(2, '0')}`;

  const filters = { trends: [], products: [], cohorts: [] };
  for (const tab of Object.keys(filters)) {
    await act(page, `document.querySelector('#tab-${tab}').click()`);
    for (let run = 0; run < times; run++) filters[tab].push(await act(page, setDate(day(run, tab.length))));
  }
  for (const [tab, found] of Object.entries(filters))
    record(`filter change → redrawn, ${tab}`, 'ms', found, 250);

  await page.goto(address);
  await complete(page);
  // The first visit of each tab computes; these are switches between tabs that were open.
  for (const tab of ['forecast', 'products', 'rfm', 'cohorts'])
    await act(page, `document.querySelector('#tab-${tab}').click()`);
  const switches = [];
  for (let run = 0; run < times; run++)
    switches.push(
      await act(
        page,
        `document.querySelector('#tab-${['trends', 'products', 'cohorts', 'forecast'][run % 4]}').click()`,
      ),
    );
  record('tab switch', 'ms', switches, 100);

  await page.goto(`${address}/?tab=cohorts&from=2023-01-01&to=2025-12-31`);
  await complete(page);
  const drills = [];
  for (let run = 0; run < times; run++) {
    drills.push(
      await act(
        page,
        `document.querySelectorAll('.heatmap button.cell')[${5 + run * 13}].click()`,
        `document.querySelector('dialog .count')`,
      ),
    );
    await page.keyboard.press('Escape');
    await complete(page);
  }
  record('drill-down, cell → customers', 'ms', drills, 100);

  const forecasts = [];
  const segments = [];
  for (let run = 0; run < Math.min(times, cities.length); run++) {
    await page.goto(`${address}/?city=${cities[run]}&to=2025-12-0${1 + (run % 9)}&from=2024-01-01`);
    await complete(page);
    forecasts.push(await act(page, `document.querySelector('#tab-forecast').click()`));
    segments.push(await act(page, `document.querySelector('#tab-rfm').click()`));
  }
  record('forecast, new to the server', 'ms', forecasts, 250);
  record('RFM of a city, new to the server', 'ms', segments, 700);
  const whole = [];
  for (let run = 0; run < 8; run++) {
    await page.goto(`${address}/?from=2023-02-01&to=2025-0${1 + run}-28`);
    await complete(page);
    whole.push(await act(page, `document.querySelector('#tab-rfm').click()`));
  }
  record('RFM of all cities, new dates', 'ms', whole, 700);
  await page.close();
}

async function benchLoad() {
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
  await page.goto(address);
  await complete(page);
  record('bytes of the first load', 'KB', [bytes / 1024], 350);
  record('requests of the first load', '', [requests], 15);
  await context.close();
}

/** Fifty readers, each of whom changes the filters again and again. */
async function benchReaders() {
  const found = [];
  let failed = 0;
  const reader = async (number) => {
    for (let turn = 0; turn < 10; turn++) {
      const report = ['summary', 'trends', 'products', 'cohorts'][(number + turn) % 4];
      const from = `2024-${String(1 + ((number + turn) % 12)).padStart(2, '0')}-${String(1 + (number % 28)).padStart(2, '0')}`;
      const started = performance.now();
      const response = await fetch(
        `${address}/api/report/${report}?from=${from}&to=2025-12-31&city=${encodeURIComponent(cities[(number * 3 + turn) % cities.length])}`,
      );
      await response.arrayBuffer();
      found.push(performance.now() - started);
      if (!response.ok) failed++;
      // A reader reads.
      await new Promise((resolve) => setTimeout(resolve, 500 + ((number * 37 + turn * 101) % 500)));
    }
  };
  await Promise.all(Array.from({ length: 50 }, (_, number) => reader(number)));
  record('50 readers at once', 'ms', found, 400);
  record('50 readers at once, failed', '', [failed], 0);
}

/** Until the page shows what was asked for, and a frame after. */
function complete(page) {
  return page.evaluate(`new Promise((resolve) => {
    const look = () => (${isComplete} ? requestAnimationFrame(() => setTimeout(resolve)) : requestAnimationFrame(look));
    look();
  })`);
}

/** Does something in the page. @returns milliseconds until it is shown */
function act(page, action, condition = 'true') {
  return page.evaluate(`new Promise((resolve) => {
    const started = performance.now();
    ${action};
    const look = () => (${isComplete} && ${condition} ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started))) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  })`);
}

function setDate(date) {
  return `(() => {
    const input = document.querySelectorAll('.filters input[type=date]')[0];
    input.value = '${date}';
    input.dispatchEvent(new Event('change', { bubbles: true }));
  })()`;
}

function memoryOf({ pid }) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

function record(name, unit, values, goal) {
  const sorted = values.toSorted((a, b) => a - b);
  const p95 = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)];
  const median = sorted[Math.floor(sorted.length / 2)];
  rows.push({ name, unit, median, p95, goal, count: sorted.length });
  console.log(
    `${name.padEnd(44)} p95 ${p95.toFixed(0).padStart(6)} ${unit.padEnd(2)} (median ${median.toFixed(0)}), goal ${goal}${p95 <= goal ? '' : '   MISSED'}`,
  );
}
