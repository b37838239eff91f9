import { type Json, type KeyPath, parseYaml, type YamlDocument } from '../../config/index.ts';
import {
  type Diagnostic,
  nearest,
  packageKeyUnknown,
  packageMalformed,
  packagesTwice,
  type Span,
} from '../../diagnostics/index.ts';
import type { FileSystem } from '../project.ts';
import { type FileNames, fileScope, renderData } from '../render.ts';
import { isMapping } from '../shape.ts';
import { byCodePoint } from './python-json.ts';
import { readPackageList } from './read-entry.ts';
import type { PackageSpec } from './spec.ts';

/** The packages that a project asks for. */
export interface PackageList {
  /** `packages.yml` or `dependencies.yml`; the former when there is neither. */
  readonly file: string;
  readonly exists: boolean;
  readonly specs: readonly PackageSpec[];
  /** What the lock file's `sha1_hash` is the hash of. */
  readonly hashText: string;
}

export interface ReadPackagesOptions {
  readonly folder: string;
  /** Put before file names in messages: `dbt_packages/shop/`. */
  readonly shownFolder?: string;
  readonly files: FileSystem;
  readonly names: FileNames;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Reads packages.yml or dependencies.yml. Only the former is rendered, as in dbt. */
export function readPackages(options: ReadPackagesOptions): PackageList {
  const first = openList('packages.yml', options);
  const second = openList('dependencies.yml', options);
  if (first?.packages !== undefined && second?.packages !== undefined) {
    options.report(packagesTwice(second.document.keySpan(['packages'])));
  }
  const found = second?.packages !== undefined ? second : first;
  if (!found) return { file: 'packages.yml', exists: false, specs: [], hashText: '' };
  const rendered = found.file === 'packages.yml' ? renderList(found, options) : found.packages;
  const locate = (path: KeyPath): Span | undefined => found.document.span(['packages', ...path]);
  const isFloat = (path: KeyPath): boolean => found.document.isFloat(['packages', ...path]);
  const specs = readPackageList(rendered ?? null, {
    locate,
    locateKey: (path) => found.document.keySpan(['packages', ...path]),
    isFloat,
    unrendered: found.packages,
    report: options.report,
  });
  return {
    file: found.file,
    exists: true,
    specs: specs.map(({ spec }) => spec),
    hashText: specs
      .map(({ hashed }) => hashed)
      .toSorted(byCodePoint)
      .join('\n'),
  };
}

interface OpenList {
  readonly file: string;
  readonly document: YamlDocument;
  readonly packages: Json | undefined;
}

function openList(
  file: string,
  { files, folder, report, shownFolder = '' }: ReadPackagesOptions,
): OpenList | undefined {
  const text = files.readText(`${folder}/${file}`);
  if (text === undefined) return undefined;
  const { diagnostics, value: document } = parseYaml(text, `${shownFolder}${file}`);
  diagnostics.forEach(report);
  if (document.value === null) return { file, document, packages: undefined };
  if (!isMapping(document.value)) {
    report(
      packageMalformed(
        'expected the key "packages" with a list',
        document.span([]),
        'Write "packages:" above it',
      ),
    );
    return { file, document, packages: undefined };
  }
  for (const key of Object.keys(document.value)) {
    if (key === 'packages' || (key === 'projects' && file === 'dependencies.yml')) continue;
    if (file === 'packages.yml') {
      report(packageKeyUnknown(key, nearest(key, ['packages']), document.keySpan([key])));
    }
  }
  return { file, document, packages: document.value['packages'] ?? undefined };
}

function renderList(
  { document, packages }: OpenList,
  { names, report }: ReadPackagesOptions,
): Json | undefined {
  if (packages === undefined) return undefined;
  return renderData(
    packages,
    fileScope({ ...names, mayReadSecrets: true, missingVars: 'none' }),
    (path) => document.span(['packages', ...path]),
    () => false,
    report,
  );
}
