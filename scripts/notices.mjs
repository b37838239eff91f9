// Whose work is in the package, or is installed with it, and under which licence.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './setup.mjs';

const allowed = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']);

/**
 * @param inputs files that were bundled, from the repository's root
 * @param dependencies packages that are installed with this one
 * @returns name, version, licence and its text of each package, in order of name
 * @throws Error when a package has a licence that the project does not use, or no text of it
 */
export function thirdPartyNotices(inputs, dependencies) {
  const bundled = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const parts = [
    `bk-build contains, or is installed with, the work of others. Their licences follow.\n`,
    ...[...bundled].map((folder) => notice(join(root, folder), 'contained in the bundle')).toSorted(),
    ...dependencies.flatMap(installed).map((folder) => notice(folder, 'installed beside')),
  ];
  return parts.join(`\n${'-'.repeat(80)}\n\n`);
}

/** `node_modules/a/node_modules/@b/c/x.js` → `node_modules/a/node_modules/@b/c` */
function packageFolder(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/** The folder of a package and of what it depends on in its turn; those of other platforms are not here. */
function installed(name) {
  const require = createRequire(join(root, 'core/package.json'));
  const folder = dirname(require.resolve(`${name}/package.json`));
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return [folder, ...Object.keys(dependencies).flatMap(installed)];
}

function notice(folder, how) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!allowed.has(license)) throw new Error(`${name} ${version} has the licence ${license}`);
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(entry));
  if (file === undefined) throw new Error(`${name} ${version} has no licence text`);
  const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  return `${name} ${version} (${license}), ${how}\n\n${text}\n`;
}
