import { spawn } from 'node:child_process';
import { PythonError } from '../../../adapter/index.ts';
import { pythonScript } from './script.ts';

/** Python's usual names, the likeliest first. */
const programs = process.platform === 'win32' ? ['python', 'python3'] : ['python3', 'python'];
/** How much of what a process says last is kept to tell why it ended. */
const keptCharacters = 2000;

export interface PythonRun {
  /** The folder with `job.json`. */
  readonly folder: string;
  /** Where the model's code finds files that it names without a folder. */
  readonly cwd: string;
  /** Ends the process at once. */
  readonly signal: AbortSignal;
  /** Gets each line that the code prints. */
  say(line: string): void;
}

export interface PythonEnd {
  /** Null when it was killed. */
  readonly code: number | null;
  /** The last it said. */
  readonly said: string;
}

/**
 * Runs the first Python on the PATH.
 *
 * @throws PythonError where there is no Python.
 */
export async function runPython(run: PythonRun): Promise<PythonEnd> {
  for (const program of programs) {
    const ended = await start(program, run);
    if (ended) return ended;
  }
  const names = programs.map((program) => `"${program}"`).join(' or ');
  throw new PythonError(`Python models need Python, and there is no ${names} on the PATH`, {
    hint: 'Install Python 3.9 or later and "python3 -m pip install duckdb pandas pyarrow", or put a virtual environment that has them on the PATH',
  });
}

/** Undefined when there is no such program. */
function start(program: string, { folder, cwd, signal, say }: PythonRun): Promise<PythonEnd | undefined> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PYTHONIOENCODING: 'utf-8', PYTHONUNBUFFERED: '1' };
    const child = spawn(program, ['-c', pythonScript, folder], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      let line = '';
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-keptCharacters);
        const lines = (line + text).split(/\r?\n/);
        line = lines.pop()!;
        for (const whole of lines) say(whole);
      });
      stream.on('end', () => line !== '' && say(line));
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(undefined);
      else if (error.name !== 'AbortError') reject(error);
    });
    child.on('close', (code) => resolve({ code, said }));
  });
}
