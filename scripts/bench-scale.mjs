// `npm run bench:scale`: the figures of docs/scale.md for DuckDB. Words: sizes in millions of orders (default 1).
//
// Each size has a copy of the project in a folder of its own, below BK_SCALE_DIR (default: the folder for temporary files), which
// is deleted when the size is done; 100 needs 20 GB there and what is put aside. What DuckDB may take of memory, and put aside on
// disk: BK_SCALE_MEMORY (default 8GB) and BK_SCALE_SPILL (20GB). How many nodes are built at a time: BK_SCALE_THREADS (4). What programs
// take of memory and of processors is read from /proc, so that it is known on Linux only; seconds of processors hardly depend on
// what else runs. Results go to target/bench-scale.json.
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { dashboardProgram } from './dashboard.mjs';
import { build, install, root } from './setup.mjs';

install();
await build();

const sizes = process.argv.slice(2).map(Number);
const memoryLimit = process.env.BK_SCALE_MEMORY ?? '8GB';
const spillLimit = process.env.BK_SCALE_SPILL ?? '20GB';
const threads = process.env.BK_SCALE_THREADS ?? '4';
const port = 8598;
const rows = [];

for (const size of sizes.length > 0 ? sizes : [1]) {
  const folder = mkdtempSync(join(process.env.BK_SCALE_DIR ?? tmpdir(), `bk-scale-${size}-`));
  try {
    await benchSize(size, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchSize(size, folder) {
  copyProject(folder);
  const cli = join(root, 'core/bin/bk-build.js');
  const ingest = join(root, 'project/dist/ingest.js');
  await record(size, 'generate', folder, [ingest, '--scale', String(size), '--data-dir', 'data/delta']);
  const isBuilt = await record(size, 'build and test', folder, [
    cli,
    'build',
    '--quiet',
    '--threads',
    threads,
  ]);
  report({ size, work: 'nodes', slowest: slowestNodes(folder) });
  if (isBuilt) {
    await record(size, 'test', folder, [cli, 'test', '--quiet', '--threads', threads]);
    await benchDashboard(size, folder);
  }
  report({
    size,
    work: 'on disk',
    deltaMb: sizeMb(join(folder, 'data/delta')),
    warehouseMb: sizeMb(join(folder, 'data/warehouse.duckdb')),
  });
}

function copyProject(folder) {
  for (const name of ['models', 'macros', 'seeds', 'snapshots', 'tests']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  const config = readFileSync(join(root, 'berlinkart.config.yaml'), 'utf8');
  const limited = config.replace(
    /^( *)path: data\/warehouse\.duckdb$/m,
    `$&\n$1settings: { memory_limit: ${memoryLimit}, max_temp_directory_size: ${spillLimit} }`,
  );
  writeFileSync(join(folder, 'berlinkart.config.yaml'), limited);
}

/** Runs a program to its end; its memory and what it puts aside on disk are looked at while it runs. @returns whether it ended well */
async function record(size, work, folder, args) {
  const started = performance.now();
  const env = { ...process.env, TMPDIR: join(folder, 'data/aside.tmp') };
  mkdirSync(env.TMPDIR, { recursive: true });
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const peak = { memoryMb: 0, spillMb: 0, processorSeconds: 0 };
  const timer = setInterval(() => look(child.pid, folder, peak), 200);
  const status = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  report({ size, work, seconds: (performance.now() - started) / 1000, status, ...peak });
  return status === 0;
}

function look(pid, folder, peak) {
  try {
    const high = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0;
    peak.memoryMb = Math.max(peak.memoryMb, Math.round(Number(high) / 1024));
    // Behind the name, which may hold blanks: user and system time in hundredths of a second.
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
    peak.processorSeconds = (Number(user) + Number(system)) / 100;
  } catch {
    // It has just ended, or there is no /proc.
  }
  const spilled = existsSync(join(folder, 'data'))
    ? readdirSync(join(folder, 'data')).filter((name) => name.endsWith('.tmp'))
    : [];
  const spillMb = spilled.reduce((sum, name) => sum + sizeMb(join(folder, 'data', name)), 0);
  peak.spillMb = Math.max(peak.spillMb, spillMb);
}

/** Each report is asked for windows that the server has not seen. */
async function benchDashboard(size, folder) {
  if (!existsSync(join(folder, 'data/warehouse.published.json'))) return;
  const program = dashboardProgram.map((word) => (word.startsWith('project/') ? join(root, word) : word));
  const child = spawn(
    process.execPath,
    [...program, '--port', String(port), '--warehouse', 'data/warehouse.duckdb'],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    await new Promise((resolve, reject) => {
      child.stdout.once('data', resolve);
      child.once('exit', (code) => reject(new Error(`the dashboard ended with ${code}`)));
    });
    for (const name of ['summary', 'trends', 'products', 'rfm', 'cohorts', 'forecast']) {
      const times = [];
      for (let run = 0; run < 5; run++) {
        const started = performance.now();
        const answer = await fetch(
          `http://127.0.0.1:${port}/api/report/${name}?from=2024-0${run + 1}-03&to=2025-0${run + 2}-20`,
        );
        await answer.arrayBuffer();
        if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
        times.push(Math.round(performance.now() - started));
      }
      report({
        size,
        work: `dashboard, ${name}`,
        firstMs: times[0],
        medianMs: times.sort((a, b) => a - b)[2],
      });
    }
    const peak = { memoryMb: 0, spillMb: 0 };
    look(child.pid, folder, peak);
    report({ size, work: 'dashboard, memory', ...peak });
  } catch (error) {
    report({ size, work: 'dashboard', error: error.message });
  } finally {
    child.kill();
  }
}

function slowestNodes(folder) {
  const { results } = JSON.parse(readFileSync(join(folder, 'target/run_results.json'), 'utf8'));
  return results
    .sort((a, b) => b.execution_time - a.execution_time)
    .slice(0, 8)
    .map(({ unique_id, execution_time }) => `${unique_id} ${execution_time.toFixed(1)} s`);
}

function sizeMb(path) {
  if (!existsSync(path)) return 0;
  const bytes = (at) => {
    const stat = statSync(at, { throwIfNoEntry: false });
    if (!stat) return 0;
    return stat.isDirectory()
      ? readdirSync(at).reduce((sum, name) => sum + bytes(join(at, name)), 0)
      : stat.size;
  };
  return Math.round(bytes(path) / 2 ** 20);
}

function report(row) {
  rows.push({ ...row, load: Number(loadavg()[0].toFixed(1)) });
  console.log(JSON.stringify(rows.at(-1)));
  mkdirSync(join(root, 'target'), { recursive: true });
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryLimit,
    threads,
    node: process.version,
  };
  writeFileSync(join(root, 'target/bench-scale.json'), `${JSON.stringify({ machine, rows }, null, 2)}\n`);
}
