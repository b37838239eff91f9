import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What DuckDB alone takes for a project that was built, in seconds, without the start of its process. */
export function floorSeconds(folder, database) {
  const program = fileURLToPath(new URL('floor.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, folder, database], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the floor cannot be measured: ${stderr}`);
  return Number(stdout);
}
