// `npm run bench`: the figures of docs/benchmarks.md, in one run, on this machine.
//
// Peers are optional: BK_PEER_DBT and BK_PEER_DBT2 name the commands of dbt-core and of dbt's Rust engine; what a command
// takes is then put beside. Words: sizes of the synthetic project (default 100 1000). Results go to target/bench.json.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSyntheticProject } from '../core/bench/synthetic-project.mjs';
import { build, install, root } from './setup.mjs';

install();
await build();

const runs = Number(process.env.BK_BENCH_RUNS ?? 5);
const sizes = process.argv.slice(2).map(Number);
const bk = [process.execPath, join(root, 'core/bin/bk-build.js')];
const peers = { 'dbt-core': process.env.BK_PEER_DBT, 'dbt 2': process.env.BK_PEER_DBT2 };
const work = mkdtempSync(join(tmpdir(), 'bk-bench-'));
const rows = [];

try {
  benchStart();
  for (const size of sizes.length > 0 ? sizes : [100, 1000]) benchSynthetic(size);
  benchIngest();
} finally {
  rmSync(work, { recursive: true, force: true });
}
report();

function benchStart() {
  record('--version', { 'bk-build': median(() => run(bk, ['--version'], root)) });
}

function benchSynthetic(size) {
  const folder = join(work, `synthetic-${size}`);
  writeSyntheticProject(folder, size);
  const clean = () => rmSync(join(folder, 'target'), { recursive: true, force: true });
  const name = `${size.toLocaleString('en')} models`;
  record(`parse, cold, ${name}`, {
    'bk-build': median(() => run(bk, ['parse'], folder), clean),
    ...peerTimes((peer) => median(() => run(peer, ['parse', '--no-partial-parse'], folder), clean)),
  });
  run(bk, ['parse'], folder);
  record(`parse, nothing changed, ${name}`, { 'bk-build': median(() => run(bk, ['parse'], folder)) });
  record(`ls, nothing changed, ${name}`, { 'bk-build': median(() => run(bk, ['ls'], folder)) });
  record(`compile, ${name}`, {
    'bk-build': median(() => run(bk, ['compile'], folder), clean),
    ...peerTimes((peer) => median(() => run(peer, ['compile'], folder), clean)),
  });
  const builds = {
    'bk-build': median(() => run(bk, ['build'], folder), clean),
    'DuckDB alone': floor(folder),
    ...peerTimes((peer) => median(() => run(peer, ['build'], folder), clean)),
  };
  record(`build, ${name} and their tests`, builds);
}

function floor(folder) {
  const copy = `${folder}-floor`;
  cpSync(folder, copy, { recursive: true });
  const times = Array.from({ length: runs }, () => {
    const { stdout } = spawnSync(process.execPath, [join(root, 'core/bench/floor.mjs'), copy, 'synth'], {
      cwd: root,
      encoding: 'utf8',
    });
    return Number(stdout);
  });
  return summary(times);
}

function benchIngest() {
  const program = [process.execPath, join(root, 'project/dist/ingest.js')];
  const folder = join(work, 'delta');
  record('BerlinKart data, 1M orders, into Delta', {
    'bk-build': median(
      () => run(program, ['--data-dir', folder], root),
      () => rmSync(folder, { recursive: true, force: true }),
    ),
  });
}

function peerTimes(measure) {
  const known = Object.entries(peers).filter(([, command]) => command);
  return Object.fromEntries(known.map(([name, command]) => [name, measure(command.split(' '))]));
}

/** Seconds of a command, whole process. */
function run([program, ...first], args, cwd) {
  const started = performance.now();
  const { status, error, stderr } = spawnSync(program, [...first, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DBT_PROFILES_DIR: cwd, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' },
  });
  if (error || status !== 0)
    throw new Error(`${program} ${args.join(' ')} failed (${status}): ${error ?? stderr}`);
  return (performance.now() - started) / 1000;
}

function median(measure, before = () => undefined) {
  const times = [];
  for (let i = 0; i <= runs; i++) {
    before();
    const seconds = measure();
    if (i > 0) times.push(seconds);
  }
  return summary(times);
}

function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], min: sorted[0], max: sorted.at(-1) };
}

function record(work, times) {
  rows.push({ work, times });
  const cells = Object.entries(times).map(([name, { median, min, max }]) => {
    const ratio =
      name === 'bk-build' ? '' : `, bk-build takes ${(times['bk-build'].median / median).toFixed(2)} of it`;
    return `${name} ${median.toFixed(2)} s (${min.toFixed(2)}–${max.toFixed(2)})${ratio}`;
  });
  console.log(`${work.padEnd(48)} ${cells.join(' | ')}`);
}

function report() {
  const [cpu] = cpus();
  mkdirSync(join(root, 'target'), { recursive: true });
  writeFileSync(
    join(root, 'target/bench.json'),
    JSON.stringify(
      { machine: { cpu: cpu?.model, cores: cpus().length, node: process.version }, runs, rows },
      null,
      2,
    ),
  );
}
