// `npm run bench:check`: fails where bk-build has become slower against DuckDB alone, by more than a third.
//
// Both take turns on the same machine, so only their ratio counts; core/bench/baseline.json has what it was, by the number of
// cores. Chance is given three tries. Where a machine has other cores, `-- --record` writes what it measures.
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { contest } from '../core/bench/contest.mjs';
import { floorSeconds } from '../core/bench/floor-seconds.mjs';
import { writeSeedProject } from '../core/bench/large-tables.mjs';
import { writeSyntheticProject } from '../core/bench/synthetic-project.mjs';
import { build, install, root } from './setup.mjs';

install();
await build();

const baselineFile = join(root, 'core/bench/baseline.json');
const baseline = JSON.parse(readFileSync(baselineFile, 'utf8'));
const cores = String(availableParallelism());
const rounds = 3;
const tries = 3;
const allowed = 4 / 3;
const work = mkdtempSync(join(tmpdir(), 'bk-bench-check-'));
let asides = 0;
let isSlower = false;

try {
  for (const [name, contenders] of Object.entries({
    'build, 200 models': builds(),
    'seed, 200k rows': seeds(),
  })) {
    const known = baseline[name]?.[cores];
    const limit = (known ?? Infinity) * allowed;
    let least = Infinity;
    for (let i = 0; i < tries && least > limit; i++) least = Math.min(least, ratioOf(contenders));
    if (known === undefined) least = ratioOf(contenders);
    console.log(
      `${name}: ${least.toFixed(2)} of DuckDB alone; ${known === undefined ? `nothing is known for ${cores} cores` : `${known} is known, ${limit.toFixed(2)} allowed`}`,
    );
    if (least > limit) isSlower = true;
    if (process.argv.includes('--record')) (baseline[name] ??= {})[cores] = Number(least.toFixed(2));
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (process.argv.includes('--record')) writeFileSync(baselineFile, `${JSON.stringify(baseline, null, 2)}\n`);
if (isSlower) console.error('bk-build takes more than a third longer than it did. npm run bench tells more.');
process.exitCode = isSlower ? 1 : 0;

function ratioOf(contenders) {
  return contest(contenders, rounds)['DuckDB alone'].ratio.median;
}

function builds() {
  const folder = join(work, 'synthetic');
  writeSyntheticProject(folder, 200);
  return {
    'bk-build': {
      run: () => seconds('core/bin/bk-build.js', ['build'], folder),
      before: () => setAside(join(folder, 'target')),
    },
    'DuckDB alone': { run: () => floorSeconds(folder, 'synth') },
  };
}

function seeds() {
  const folder = join(work, 'seed');
  const read = writeSeedProject(folder, 200_000);
  const floor = join(work, 'floor.duckdb');
  return {
    'bk-build': {
      run: () => seconds('core/bin/bk-build.js', ['seed'], folder),
      before: () => setAside(join(folder, 'seeding.duckdb')),
    },
    'DuckDB alone': {
      run: () => seconds('core/bench/sql.mjs', [floor, read], root),
      before: () => setAside(floor),
    },
  };
}

function setAside(path) {
  asides++;
  try {
    renameSync(path, join(work, `aside-${asides}`));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

/** Seconds of a program, whole process. */
function seconds(program, args, cwd) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [join(root, program), ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DBT_PROFILES_DIR: cwd },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}`);
  return (performance.now() - started) / 1000;
}
