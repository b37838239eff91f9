// `npm run bench`: the figures of docs/benchmarks.md, in one run, on this machine.
//
// Peers are optional: BK_PEER_DBT, BK_PEER_DBT2 and BK_PEER_SQLMESH name the commands of dbt-core, of dbt's Rust engine and of
// SQLMesh; they take turns with bk-build. BK_BENCH_RUNS: rounds (default 5). Words choose parts: version, small, seed,
// snapshot, ingest, and sizes of the synthetic project; without any all of them, with 100 and 1,000 models. BK_BENCH_PROJECT, the
// folder of any project with all that it needs in it (its profiles.yml too), adds the part project: copies of it are parsed.
// Results go to target/bench.json.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { contest } from '../core/bench/contest.mjs';
import { floorSeconds } from '../core/bench/floor-seconds.mjs';
import { writeSeedProject, writeSnapshotProject } from '../core/bench/large-tables.mjs';
import { readSchedule } from '../core/bench/schedule.mjs';
import { writeSmallProject } from '../core/bench/small-project.mjs';
import { writeSyntheticProject } from '../core/bench/synthetic-project.mjs';
import { build, install, root } from './setup.mjs';

install();
await build();

const rounds = Number(process.env.BK_BENCH_RUNS ?? 5);
const words = process.argv.slice(2);
const bk = [process.execPath, join(root, 'core/bin/bk-build.js')];
const peers = Object.entries({ 'dbt 2': process.env.BK_PEER_DBT2, 'dbt-core': process.env.BK_PEER_DBT })
  .filter(([, command]) => command)
  .map(([name, command]) => [name, command.split(' ')]);
const sql = [process.execPath, join(root, 'core/bench/sql.mjs')];
const work = mkdtempSync(join(tmpdir(), 'bk-bench-'));
const rows = [];
let asides = 0;

try {
  const parts = {
    version: () => record('--version', { 'bk-build': { run: () => seconds(bk, ['--version'], root) } }),
    small: benchSmall,
    100: () => benchSynthetic(100),
    1000: () => benchSynthetic(1000),
    seed: benchSeed,
    snapshot: benchSnapshot,
    ingest: benchIngest,
    ...(process.env.BK_BENCH_PROJECT && { project: () => benchProject(process.env.BK_BENCH_PROJECT) }),
  };
  for (const word of words.length > 0 ? words : Object.keys(parts)) {
    const part = parts[word] ?? (/^\d+$/.test(word) ? () => benchSynthetic(Number(word)) : undefined);
    if (!part) throw new Error(`no part ${word}; there are ${Object.keys(parts).join(', ')} and sizes`);
    part();
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
report();

function benchSmall() {
  const project = folders('small', writeSmallProject);
  record('build, 5 models, 3 seeds, 20 tests', {
    ...contenders(project, ['build'], { cold: true }),
    ...sqlMesh(project),
  });
}

/** SQLMesh reads the dbt project, and builds and audits all of it in a new environment. */
function sqlMesh(project) {
  const program = process.env.BK_PEER_SQLMESH?.split(' ');
  if (!program) return {};
  const folder = project('SQLMesh');
  seconds(program, ['init', '-t', 'dbt'], folder);
  return {
    SQLMesh: {
      run: () => seconds(program, ['plan', '--auto-apply', '--no-prompts'], folder),
      before: () => ['target', '.cache'].forEach((name) => setAside(join(folder, name))),
    },
  };
}

function benchSynthetic(size) {
  const project = folders(`synthetic-${size}`, (folder) => writeSyntheticProject(folder, size));
  const name = `${size.toLocaleString('en')} models`;
  record(`parse, cold, ${name}`, contenders(project, ['parse'], { cold: true }));
  record(`parse, nothing changed, ${name}`, contenders(project, ['parse']));
  record(`ls, nothing changed, ${name}`, { 'bk-build': command(bk, ['ls'], project('bk-build')) });
  record(`compile, ${name}`, contenders(project, ['compile'], { cold: true }));
  record(`build, ${name} and their tests`, {
    ...contenders(project, ['build'], { cold: true }),
    ...(size <= 100 && sqlMesh(project)),
    'DuckDB alone': { run: () => floorSeconds(project('bk-build'), 'synth') },
  });
  benchSchedule(name, project('bk-build'));
  const edited = join(project('bk-build'), 'models/staging/g000/sta_00000.sql');
  record(`build of one model just edited, ${name}`, {
    'bk-build': {
      ...command(bk, ['build', '--select', 'sta_00000'], project('bk-build')),
      before: () => appendFileSync(edited, '-- edited\n'),
    },
  });
}

/** From the first node to the last, against the longest way through the graph or a fourth of all, whichever is more. */
function benchSchedule(name, folder) {
  let seenByOne;
  // Both look at the same run, whoever comes first.
  const schedule = () => {
    const looked = seenByOne ?? (seconds(bk, ['run'], folder), readSchedule(join(folder, 'target'), 4));
    seenByOne = seenByOne ? undefined : looked;
    return looked;
  };
  record(`run on 4 threads, ${name}`, {
    'bk-build': { run: () => schedule().wall },
    'the least possible': { run: () => schedule().least },
  });
}

function benchSeed() {
  const folder = join(work, 'seed');
  const read = writeSeedProject(folder, 1_000_000);
  const floor = join(work, 'seed-floor.duckdb');
  record('seed, a CSV of 1M rows', {
    'bk-build': { ...command(bk, ['seed'], folder), before: () => setAside(join(folder, 'seeding.duckdb')) },
    'DuckDB alone': { run: () => seconds(sql, [floor, read], root), before: () => setAside(floor) },
  });
}

function benchSnapshot() {
  const folder = join(work, 'snapshot');
  const { create, change, merge } = writeSnapshotProject(folder, 1_000_000);
  const database = join(folder, 'snapping.duckdb');
  const floor = join(work, 'snapshot-floor.duckdb');
  seconds(sql, [database, create], root);
  seconds(bk, ['snapshot'], folder);
  copyFileSync(database, floor);
  let round = 0;
  const changed = (file) => seconds(sql, [file, change(Math.floor(round++ / 2)), 'checkpoint'], root);
  record('snapshot of 1M rows, 1% changed', {
    'bk-build': { ...command(bk, ['snapshot'], folder), before: () => changed(database) },
    'DuckDB alone': { run: () => seconds(sql, [floor, ...merge], root), before: () => changed(floor) },
  });
}

function benchIngest() {
  const program = [process.execPath, join(root, 'project/dist/ingest.js')];
  const folder = join(work, 'delta');
  record('BerlinKart data, 1M orders, into Delta', {
    'bk-build': {
      run: () => seconds(program, ['--data-dir', folder], root),
      before: () => setAside(folder),
    },
  });
}

function benchProject(source) {
  const filter = (path) => ![join(source, 'target'), join(source, 'logs')].includes(path);
  const project = folders('project', (folder) => cpSync(source, folder, { recursive: true, filter }));
  record(`parse, cold, ${basename(source)}`, contenders(project, ['parse'], { cold: true }));
  record(`parse, nothing changed, ${basename(source)}`, contenders(project, ['parse']));
}

/** Each contender has a copy of the project of its own. */
function folders(name, write) {
  const known = new Map();
  return (contender) => {
    let folder = known.get(contender);
    if (!folder) {
      folder = join(work, name, contender.replaceAll(' ', '-'));
      write(folder);
      known.set(contender, folder);
    }
    return folder;
  };
}

function contenders(project, args, options) {
  return Object.fromEntries(
    [['bk-build', bk], ...peers].map(([name, program]) => [
      name,
      command(program, args, project(name), options),
    ]),
  );
}

function command(program, args, folder, { cold = false } = {}) {
  return {
    run: () => seconds(program, args, folder),
    ...(cold && { before: () => setAside(join(folder, 'target')) }),
  };
}

/** Moved, not removed: for some seconds ext4 does not give a file the inode of one that was removed, and looks long for others. */
function setAside(folder) {
  try {
    asides++;
    renameSync(folder, join(work, `aside-${asides}`));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

/** Seconds of a command, whole process. */
function seconds([program, ...first], args, cwd) {
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

function record(name, contenders) {
  const times = contest(contenders, rounds);
  rows.push({ work: name, times });
  const cells = Object.entries(times).map(([contender, { median, min, max, ratio }]) => {
    const share =
      ratio === undefined
        ? ''
        : `, bk-build takes ${ratio.median.toFixed(2)} of it (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})`;
    return `${contender} ${median.toFixed(2)} s (${min.toFixed(2)}–${max.toFixed(2)})${share}`;
  });
  console.log(`${name.padEnd(44)} ${cells.join(' | ')}`);
}

function report() {
  const [cpu] = cpus();
  mkdirSync(join(root, 'target'), { recursive: true });
  const machine = { cpu: cpu?.model, cores: cpus().length, load: loadavg()[0], node: process.version };
  writeFileSync(join(root, 'target/bench.json'), `${JSON.stringify({ machine, rounds, rows }, null, 2)}\n`);
}
