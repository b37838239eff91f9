// What `npm start` and `npm test` need before they can do their work; each step is skipped when it is done.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** In a container everything is installed and built, and what that was made from is not there. */
const isPrebuilt = process.env.BK_PREBUILT === '1';

/** Runs a program in the repository's root with its output shown; ends this process when it fails. */
export function run(program, args, options = {}) {
  const isNpm = program === 'npm';
  const [command, list] =
    isNpm && process.env.npm_execpath
      ? [process.execPath, [process.env.npm_execpath, ...args]]
      : [program, args];
  const { status, error } = spawnSync(command, list, {
    cwd: root,
    stdio: 'inherit',
    shell: isNpm && !process.env.npm_execpath && process.platform === 'win32',
    ...options,
  });
  if (error) {
    console.error(`Cannot run ${program}: ${error.message}`);
    process.exit(2);
  }
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs a program of an installed package, without a shell: what npm puts into .bin is a script on Windows. */
export function tool(name, args) {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = typeof bin === 'string' ? bin : (bin[name] ?? Object.values(bin)[0]);
  run(process.execPath, [join(folder, file), ...args]);
}

/** Installs what the lock file names, when node_modules is older than it. */
export function install() {
  if (isPrebuilt) return;
  const lock = join(root, 'package-lock.json');
  const stamp = join(root, 'node_modules', '.package-lock.json');
  if (
    existsSync(stamp) &&
    existsSync(join(root, 'node_modules', 'bk-build')) &&
    newest(stamp) >= newest(lock)
  )
    return;
  run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts']);
}

/** Builds the command line and the applications, when a source changed since the last build. */
export async function build() {
  if (isPrebuilt) return;
  const stamp = join(root, 'node_modules', '.cache', 'berlinkart-build');
  const fingerprint = sourceFingerprint();
  if (
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === fingerprint &&
    existsSync(join(root, 'core/dist/cli.cjs'))
  )
    return;
  const { bundle } = await import('./build.mjs');
  await bundle();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint);
}

function newest(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

function sourceFingerprint() {
  const hash = createHash('sha256');
  for (const folder of ['core/src', 'core/macros', 'project', 'scripts']) {
    for (const file of sourceFiles(join(root, folder))) hash.update(file).update(readFileSync(file));
  }
  return hash.update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
}

function sourceFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== 'dist' && entry.name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sourceFiles(path) : [path];
    });
}
