// `npm start`: the whole shop from nothing, then the dashboard.
import { dashboardEnvironment, dashboardProgram } from './dashboard.mjs';
import { run } from './setup.mjs';
import { shop } from './shop.mjs';

await shop(process.argv.slice(2));
run('node', dashboardProgram, { env: dashboardEnvironment });
