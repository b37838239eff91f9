// What `npm pack` in core/ needs first (its `prepack`): the bundle, the types of the entries, the notices.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleFramework } from './build.mjs';
import { thirdPartyNotices } from './notices.mjs';
import { root, tool } from './setup.mjs';

/** @param folder core/, or a copy of what is static in it */
export async function preparePackage(folder) {
  const dist = join(folder, 'dist');
  const inputs = await bundleFramework(dist);
  writeTypes(join(dist, 'types'));
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  keepReachableTypes(
    join(dist, 'types'),
    Object.values(manifest.exports).map(({ types }) => join(folder, types)),
  );
  writeFileSync(
    join(folder, 'THIRD-PARTY-NOTICES'),
    thirdPartyNotices(inputs, Object.keys(manifest.dependencies)),
  );
}

function writeTypes(types) {
  rmSync(types, { recursive: true, force: true });
  const buildInfo = join(types, '..', 'types.tsbuildinfo');
  rmSync(buildInfo, { force: true });
  tool('typescript', ['-p', 'core', '--outDir', types, '--tsBuildInfoFile', buildInfo]);
}

/** Declarations that no entry leads to say nothing to anybody. */
function keepReachableTypes(types, entries) {
  const reached = new Set();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g))
      waiting.push(resolve(dirname(file), target.replace(/\.[jt]s$/, '.d.ts')));
  }
  for (const entry of readdirSync(types, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !reached.has(file)) rmSync(file);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await preparePackage(resolve(process.argv[2] ?? join(root, 'core')));
}
