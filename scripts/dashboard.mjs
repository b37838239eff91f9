// `npm run dashboard`: the dashboard alone, with its own options after `--`.
import { build, install, run } from './setup.mjs';

install();
await build();
run('node', ['project/dist/dashboard.js', ...process.argv.slice(2)]);
