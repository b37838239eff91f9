// `npm run ingest`: the generator alone, with its own options after `--`.
import { build, install, run } from './setup.mjs';

install();
await build();
run('node', ['project/dist/ingest.js', ...process.argv.slice(2)]);
