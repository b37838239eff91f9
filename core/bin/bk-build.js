#!/usr/bin/env node
import module from 'node:module';

// Compiled code is kept between processes where Node can do that (22 and later): it halves the start.
module.enableCompileCache?.();
const { main, processEffects } = await import('../dist/cli.js');
process.exitCode = await main(process.argv.slice(2), processEffects());
