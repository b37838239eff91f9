import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { parseYaml } from '../../config/index.ts';
import { addPackageInvalid, packageMalformed, UserError } from '../../diagnostics/index.ts';
import { writeFileAtomically } from '../../node/index.ts';

/** What was changed in a list of packages. */
export interface AddedPackage {
  readonly file: string;
  /** The new entry, as it was given. */
  readonly text: string;
  /** Former entries of the same package. */
  readonly removed: readonly string[];
}

/**
 * Adds a package to packages.yml, or to dependencies.yml where the project has its packages there; comments stay. An
 * entry of the same package, also from elsewhere, is replaced.
 *
 * @param text `name@version`, or a name alone.
 * @throws UserError when the text names no package, or the file is no list of packages; then the file is as it was
 */
export function addPackage(root: string, text: string, source: 'hub' | 'git' | 'local'): AddedPackage {
  const { name, version } = splitVersion(text);
  if (!isNameOf(source, name) || version === '') throw new UserError(addPackageInvalid(text, source));
  const file = listFile(root);
  const path = join(root, file);
  const document = openList(existsSync(path) ? readFileSync(path, 'utf8') : '', file);
  const list = document.get('packages') as YAMLSeq;
  list.flow = false;
  const removed: string[] = [];
  list.items = list.items.filter((item) => {
    const other = isMap(item)
      ? kinds.map((kind) => item.get(kind)).find((value) => typeof value === 'string')
      : undefined;
    const isSame = typeof other === 'string' && isSamePackage(name, other);
    if (isSame) removed.push(other);
    return !isSame;
  });
  list.add(document.createNode(entryOf(name, version, source)));
  writeFileAtomically(path, [document.toString({ indentSeq: true })]);
  return { file, text, removed };
}

/** A document with a list under `packages`, which may be empty. */
function openList(text: string, file: string): Document {
  const { diagnostics, value } = parseYaml(text, file);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new UserError(errors);
  const document = parseDocument(text);
  if (document.contents === null) document.contents = document.createNode({}) as never;
  if (!isMap(document.contents))
    throw new UserError(packageMalformed('expected the key "packages" with a list', value.span([])));
  if ((document.get('packages') ?? null) === null) document.set('packages', document.createNode([]));
  if (!isSeq(document.get('packages')))
    throw new UserError(packageMalformed('expected a list of packages', value.span(['packages'])));
  return document;
}

function isNameOf(source: 'hub' | 'git' | 'local', name: string): boolean {
  return source === 'hub' ? /^[^\s/@:]+\/[^\s/@:]+$/.test(name) : name.trim() !== '';
}

const kinds = ['package', 'git', 'local', 'tarball', 'private'];

function listFile(root: string): string {
  const path = join(root, 'dependencies.yml');
  const isThere = existsSync(path) && /^packages\s*:/m.test(readFileSync(path, 'utf8'));
  return isThere ? 'dependencies.yml' : 'packages.yml';
}

/** The `@` of `git@host:…` parts no version off. */
function splitVersion(text: string): { readonly name: string; readonly version: string | undefined } {
  const at = text.lastIndexOf('@');
  if (at <= 0 || /[/:]/.test(text.slice(at + 1))) return { name: text, version: undefined };
  return { name: text.slice(0, at), version: text.slice(at + 1) };
}

function entryOf(name: string, version: string | undefined, source: 'hub' | 'git' | 'local'): object {
  if (source === 'local') return { local: name };
  if (source === 'git') return { git: name, ...(version !== undefined && { revision: version }) };
  if (version === undefined) return { package: name, version: ['>=0.0.0'] };
  return {
    package: name,
    version: version.includes(',') ? version.split(',').map((part) => part.trim()) : version,
  };
}

/** `dbt-labs/dbt_utils` and `https://github.com/dbt-labs/dbt-utils.git` are one package. */
function isSamePackage(name: string, other: string): boolean {
  const bare = (text: string): string =>
    text
      .replace(/\.git$/, '')
      .replace(/\/+$/, '')
      .split('/')
      .at(-1)!
      .replaceAll('-', '_');
  return bare(name) === bare(other);
}
