import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InternalError } from '../diagnostics/index.ts';

let found: string | undefined;

/** The folder of this package, whether it runs from its sources or from its bundle. */
export function packageRoot(): string {
  if (found !== undefined) return found;
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'macros/dbt')) && existsSync(join(folder, 'package.json')))
      return (found = folder);
    if (folder === dirname(folder)) throw new InternalError('the package has no package.json');
  }
}

export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string })
    .version;
}

/** The folders of the built-in projects for a type of adapter, the more special one first. */
export function builtInProjects(adapterType: string): readonly string[] {
  return [`dbt_${adapterType}`, 'dbt']
    .map((name) => join(packageRoot(), 'macros', name))
    .filter((folder) => existsSync(folder));
}

/** The HTML of the pages of documentation, which a build of this package makes. */
export function docsPage(): string {
  const path = join(packageRoot(), 'dist/site/index.html');
  if (!existsSync(path)) throw new InternalError(`the package has no ${path}: it has not been built`);
  return readFileSync(path, 'utf8');
}
