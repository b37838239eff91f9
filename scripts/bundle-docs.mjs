// Bundles the pages of documentation into one HTML file; a project's data stands beside it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup.mjs';

const source = join(root, 'core/src/docs/site');

/**
 * Writes `index.html` into a folder.
 *
 * @returns the files that went into it, from the repository's root
 */
export async function bundleDocs(outdir) {
  const { build } = await import('esbuild');
  const inputs = [];
  const shared = {
    bundle: true,
    write: false,
    metafile: true,
    absWorkingDir: root,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: ['es2022'],
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [withoutSideEffects],
  };
  const bundled = async (name, options) => {
    const result = await build({ ...shared, ...options, entryPoints: [join(source, name)] });
    inputs.push(...Object.keys(result.metafile.inputs));
    return result.outputFiles[0].text.trim();
  };
  const worker = await bundled('graph/layout-worker.ts');
  const [script, style] = await Promise.all([
    bundled('main.ts', { define: { layoutWorkerCode: JSON.stringify(worker) } }),
    bundled('style.css'),
  ]);
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  // Nothing is asked of any other place, whatever a project's texts say; `file:` is for pages that are opened as files.
  const policy = [
    "default-src 'none'",
    `script-src 'self' file: ${hash(script)}`,
    `style-src ${hash(style)}`,
    'worker-src blob:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // Replacements are functions, since code may hold what a replacement's text takes for a sign.
  const page = readFileSync(join(source, 'index.html'), 'utf8')
    .replace('"policy"', () => `"${policy}"`)
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script></script>', () => `<script>${script}</script>`);
  mkdirSync(outdir, { recursive: true });
  // Whoever reads it meanwhile has the former page or this one.
  const beside = join(outdir, `index.${process.pid}.tmp`);
  writeFileSync(beside, page);
  renameSync(beside, join(outdir, 'index.html'));
  return inputs;
}

/** The framework's modules do nothing when they are loaded, so that what a page does not use of them is left out. */
const withoutSideEffects = {
  name: 'without-side-effects',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, async (asked) => {
      if (asked.pluginData === withoutSideEffects) return undefined;
      const { errors, path } = await build.resolve(asked.path, {
        importer: asked.importer,
        kind: asked.kind,
        resolveDir: asked.resolveDir,
        pluginData: withoutSideEffects,
      });
      return errors.length > 0 ? { errors } : { path, sideEffects: false };
    });
  },
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await bundleDocs(join(root, 'core/dist/site'));
