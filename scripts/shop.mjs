// `npm run shop`: data (if absent), models and tests, and what the marts say. Words after `--` go to `bk-build build`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root, run } from './setup.mjs';

export async function shop(words = []) {
  install();
  await build();
  if (!existsSync(join(root, 'data/delta/raw_order_items/_delta_log')))
    run('node', ['project/dist/ingest.js']);
  run('node', ['core/bin/bk-build.js', 'build', ...words]);
  run('node', ['project/dist/summary.js']);
}

if (process.argv[1]?.endsWith('shop.mjs')) await shop(process.argv.slice(2));
