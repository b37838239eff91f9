// From a save to the answer of `bk-build dev`, with the synthetic project: `node core/bench/dev-latency.mjs [models] [saves]`.
// Prints milliseconds (median, least, most) of each kind of edit, and the memory of the process after the first and the last.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSyntheticProject } from './synthetic-project.mjs';

const [models = 1000, saves = 20] = process.argv.slice(2).map(Number);
const program = fileURLToPath(new URL('../bin/bk-build.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bk-dev-'));

const model = 'models/marts/g000/mar_00005.sql';
const macro = 'macros/util.sql';
const properties = 'models/marts/schema.yml';

writeSyntheticProject(folder, models);
const child = spawn(process.execPath, ['--expose-gc', program, 'dev'], { cwd: folder });
let said = '';
child.stdout.on('data', (chunk) => (said += chunk));
child.stderr.on('data', (chunk) => (said += chunk));
try {
  await answer(/Watching/);
  const first = residentMb();
  const text = readFileSync(join(folder, model), 'utf8');
  await measure('the code of a model', (i) => save(model, `${text}-- ${i}\n`), /compiled mar_00005/);
  await measure(
    'its references',
    (i) => save(model, `${text}-- {{ ref('sta_${String(i).padStart(5, '0')}') }}\n`),
    /compiled mar_00005/,
  );
  await measure(
    'a mistake',
    (i) => save(model, `${text}{{ ref('nothing_${i}') }}\n`),
    /waiting for a change/,
  );
  save(model, text);
  await answer(/mar_00005/);
  const yml = readFileSync(join(folder, properties), 'utf8');
  await measure(
    'a description',
    (i) => save(properties, yml.replace('Model', `Model ${i}`)),
    /schema\.yml changed/,
  );
  const macros = readFileSync(join(folder, macro), 'utf8');
  await measure(
    'a macro that 400 models call',
    (i) => save(macro, macros.replace('/ 100', `/ 100.${i}`)),
    /util\.sql changed/,
  );
  console.log(`memory: ${first} MB at the start, ${residentMb()} MB at the end`);
} finally {
  child.kill('SIGINT');
  rmSync(folder, { recursive: true, force: true });
}

async function measure(name, edit, expected) {
  const times = [];
  for (let i = 0; i < saves; i++) {
    said = '';
    const started = performance.now();
    edit(i);
    await answer(expected);
    times.push(performance.now() - started);
    await pause(60);
  }
  const sorted = times.toSorted((a, b) => a - b).map((ms) => Math.round(ms));
  console.log(`${name}: ${sorted[Math.floor(saves / 2)]} ms (${sorted[0]}–${sorted.at(-1)})`);
}

function save(path, text) {
  writeFileSync(join(folder, path), text);
}

async function answer(expected) {
  for (let waited = 0; !expected.test(said); waited++) {
    if (waited > 30_000) throw new Error(`never said ${expected}, but: ${said}`);
    await pause(1);
  }
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Megabytes that the child holds, on Linux. */
function residentMb() {
  try {
    const [, kb] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
    return Math.round(kb / 1024);
  } catch {
    return undefined;
  }
}
