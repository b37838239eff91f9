// `npm start`: the whole shop from nothing, then the dashboard.
import { run } from './setup.mjs';
import { shop } from './shop.mjs';

await shop(process.argv.slice(2));
run('node', ['project/dist/dashboard.js']);
