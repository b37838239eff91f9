// Bundles the framework and the applications for Node, and their pages for browsers. Types are written by `tsc -b`.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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
  const { build } = await import('esbuild');
  clear(outdir);
  const { metafile } = await build({
    ...shared,
    minifySyntax: true,
    entryPoints: {
      cli: join(root, 'core/src/cli/main.ts'),
      index: join(root, 'core/src/index.ts'),
      jinja: join(root, 'core/src/jinja/index.ts'),
      delta: join(root, 'core/src/delta-entry.ts'),
      adapter: join(root, 'core/src/adapter/index.ts'),
      artifacts: join(root, 'core/src/artifacts/index.ts'),
    },
    outdir,
  });
  const inputsOfPages = await bundleDocs(join(outdir, 'site'));
  return [...new Set([...Object.keys(metafile.inputs), ...inputsOfPages])];
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
