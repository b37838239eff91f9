// Bundles the framework and the applications for Node, and their pages for browsers. Types are written by `tsc -b`.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import { bundleDocs } from './bundle-docs.mjs';
import { root } from './setup.mjs';

/** Native code cannot be bundled; everything else is, so that a command reads few files when it starts. */
const external = ['@duckdb/node-bindings'];

const shared = {
  bundle: true,
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  metafile: true,
  absWorkingDir: root,
  // Bundled CommonJS libraries ask for Node's own modules by `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

export async function bundle() {
  await Promise.all([
    bundleFramework(join(root, 'core/dist')),
    bundleApplications(join(root, 'project/dist')),
    bundlePage(join(root, 'project/dist/web')),
  ]);
}

/**
 * bk-build into a folder, with the pages of its documentation.
 *
 * @returns the files that went into it, from the repository's root: the licences of others among them are to be told
 */
export async function bundleFramework(outdir) {
  clear(outdir);
  const inputs = await Promise.all([
    bundleCommandLine(outdir),
    bundleReadAhead(outdir),
    bundleLibrary(outdir),
    bundleDocs(join(outdir, 'site')),
  ]);
  return [...new Set(inputs.flat())];
}

/** What stands for the bundle's id while its text is made: the id comes from the text. */
const idToCome = 'id-of-this-text-';

/**
 * The command line as one script, since only of a script V8 lets code be kept from one process to the next
 * (`bin/code-cache.js`), and the code of built-in macros as another. Their first line has their id.
 */
async function bundleCommandLine(outdir) {
  const { build } = await import('esbuild');
  const { digestBuiltIns, writeBuiltIns } = await builtInMacros();
  const macros = join(root, 'core/macros');
  const { metafile, outputFiles } = await build({
    ...shared,
    write: false,
    splitting: false,
    format: 'cjs',
    minifySyntax: true,
    supported: { 'dynamic-import': false },
    define: {
      'import.meta.url': 'moduleUrl',
      bundleId: JSON.stringify(idToCome),
      builtInDigestsJson: JSON.stringify(JSON.stringify([...digestBuiltIns(macros)])),
    },
    banner: {
      js: `// ${idToCome}\n'use strict';\nconst moduleUrl = require('node:url').pathToFileURL(__filename).href;`,
    },
    entryPoints: [join(root, 'core/src/cli/main.ts')],
    outfile: join(outdir, 'cli.cjs'),
  });
  const [map, script] = outputFiles.toSorted((a, b) => b.path.length - a.path.length);
  mkdirSync(outdir, { recursive: true });
  writeWhole(map.path, map.text);
  writeScript(script.path, script.text);
  const builtInCode = `// ${idToCome}\n'use strict';\nmodule.exports = ${writeBuiltIns(macros)};\n`;
  writeScript(join(outdir, 'built-in-code.cjs'), builtInCode);
  return Object.keys(metafile.inputs);
}

/** A script for `bin/code-cache.js`. */
function writeScript(path, script) {
  // Esbuild leaves regular expressions and comments as they are; text of ASCII alone is read twice as fast.
  const text = script.replace(/[^\0-\x7f]/g, (unit) => `\\u${hex(unit.charCodeAt(0))}`);
  const id = createHash('sha256').update(text).digest('hex').slice(0, idToCome.length);
  writeWhole(path, text.replaceAll(idToCome, id));
}

/** The thread that the command line has property files parsed in. */
async function bundleReadAhead(outdir) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    ...shared,
    splitting: false,
    format: 'cjs',
    minifySyntax: true,
    banner: {},
    entryPoints: [join(root, 'core/src/cli/read-ahead-thread.ts')],
    outfile: join(outdir, 'read-ahead.cjs'),
  });
  return Object.keys(metafile.inputs);
}

/** What other programs import. The command line among it is the script above. */
async function bundleLibrary(outdir) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    ...shared,
    minifySyntax: true,
    entryPoints: {
      index: join(root, 'core/src/index.ts'),
      jinja: join(root, 'core/src/jinja/index.ts'),
      delta: join(root, 'core/src/delta-entry.ts'),
      adapter: join(root, 'core/src/adapter/index.ts'),
      artifacts: join(root, 'core/src/artifacts/index.ts'),
    },
    outdir,
    plugins: [
      {
        name: 'command-line-apart',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^\.\/cli\/main\.ts$/ }, () => ({ path: './cli.cjs', external: true })),
      },
    ],
  });
  return Object.keys(metafile.inputs);
}

/** What knows the built-in macros, by the code that is about to be bundled: to parse them is a third of a start. */
async function builtInMacros() {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...shared,
    write: false,
    splitting: false,
    sourcemap: false,
    format: 'cjs',
    banner: {},
    entryPoints: [join(root, 'core/src/cli/built-in-macros.ts')],
  });
  const module = { exports: {} };
  compileFunction(outputFiles[0].text, ['require', 'module'])(createRequire(import.meta.url), module);
  return module.exports;
}

const hex = (code) => code.toString(16).padStart(4, '0');

/** Whoever reads the file meanwhile has the former one or this one. */
function writeWhole(path, text) {
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, text);
  renameSync(beside, path);
}

async function bundleApplications(outdir) {
  const { build } = await import('esbuild');
  clear(outdir);
  await build({
    ...shared,
    external: [...external, 'bk-build', 'bk-build/*'],
    entryPoints: {
      ingest: join(root, 'project/ingest/main.ts'),
      summary: join(root, 'project/summary/main.ts'),
      dashboard: join(root, 'project/dashboard/server/main.ts'),
      'analyst-worker': join(root, 'project/dashboard/server/analyst-worker.ts'),
    },
    outdir,
  });
}

/** The dashboard's page: hashed files for a browser, and index.html, which names them. */
async function bundlePage(outdir) {
  const { build } = await import('esbuild');
  const source = join(root, 'project/dashboard/web');
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    entryPoints: [join(source, 'app.tsx'), join(source, 'app.css')],
    outdir,
  });
  const built = (extension) =>
    Object.keys(metafile.outputs)
      .map((path) => path.split('/').at(-1))
      .find((name) => name.startsWith('app-') && name.endsWith(extension));
  const page = readFileSync(join(source, 'index.html'), 'utf8')
    .replace('app.tsx', built('.js'))
    .replace('app.css', built('.css'));
  writeFileSync(join(outdir, 'index.html'), page);
  cpSync(join(source, 'icon.svg'), join(outdir, 'icon.svg'));
}

/** Types beside the bundle stay: they are made by another tool. */
function clear(folder) {
  rmSync(join(folder, 'chunks'), { recursive: true, force: true });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await bundle();
