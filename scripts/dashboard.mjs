// `npm run dashboard`: the dashboard alone, with its own options after `--`.
import { pathToFileURL } from 'node:url';
import { build, install, run } from './setup.mjs';

/** Node's words for the dashboard: young objects are collected early, so that it stays below 400 MB. */
export const dashboardProgram = [
  '--max-semi-space-size=8',
  '--max-old-space-size=256',
  'project/dist/dashboard.js',
];

/** glibc gives each thread memory of its own to take from; two such places are enough, and give back more. */
export const dashboardEnvironment = { ...process.env, MALLOC_ARENA_MAX: '2' };

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  install();
  await build();
  run('node', [...dashboardProgram, ...process.argv.slice(2)], { env: dashboardEnvironment });
}
