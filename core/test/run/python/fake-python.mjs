// Stands in for Python: it does with the job what FAKE_PYTHON says, and keeps the job for the test to look at.
import { copyFileSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [option, program, folder] = process.argv.slice(2);
const job = JSON.parse(readFileSync(join(folder, 'job.json'), 'utf8'));
const mode = process.env.FAKE_PYTHON;
writeFileSync(process.env.FAKE_PYTHON_SEEN, JSON.stringify({ option, program, cwd: process.cwd(), job }));
const answer = (result) => writeFileSync(join(folder, 'result.json'), JSON.stringify(result));

if (mode === 'copy') {
  console.log('reading ' + job.inputs[0].name);
  const [input] = job.inputs;
  const name = /create (temporary )?table ((?:\\"[^"]*\\"\.?)+)/.exec(job.code);
  const path = [...name[2].matchAll(/\\"(.*?)\\"/g)].map((match) => match[1]);
  copyFileSync(join(folder, input.file), join(folder, 'out_0.parquet'));
  answer({ tables: [{ path, columns: input.columns, file: 'out_0.parquet' }] });
} else if (mode === 'fail') {
  answer({ error: { type: 'ZeroDivisionError', message: 'division by zero', line: 2, module: null } });
} else if (mode === 'module') {
  answer({ error: { type: 'ModuleNotFoundError', message: "No module named 'duckdb'", line: null, module: 'duckdb' } });
} else if (mode === 'crash') {
  console.error('Segmentation fault');
  process.exit(139);
} else if (mode === 'hang') {
  console.log('started');
  setInterval(() => undefined, 1000);
}
