// Bundles the framework and the applications for Node. Types are written by `tsc -b`.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup.mjs';

/** Native code cannot be bundled; everything else is, so that a command reads few files when it starts. */
const external = ['@duckdb/node-api', '@duckdb/node-bindings'];

export async function bundle() {
  const { build } = await import('esbuild');
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
    // Bundled CommonJS libraries ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  };
  for (const folder of ['core/dist', 'project/dist']) clear(join(root, folder));
  await Promise.all([
    build({
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
      outdir: join(root, 'core/dist'),
    }),
    build({
      ...shared,
      external: [...external, 'bk-build', 'bk-build/*'],
      entryPoints: {
        ingest: join(root, 'project/ingest/main.ts'),
        summary: join(root, 'project/summary/main.ts'),
      },
      outdir: join(root, 'project/dist'),
    }),
  ]);
}

/** Types beside the bundle stay: they are made by another tool. */
function clear(folder) {
  rmSync(join(folder, 'chunks'), { recursive: true, force: true });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await bundle();
