#!/usr/bin/env node
'use strict';

const argv = process.argv.slice(2);
// Editors and scripts ask this often: no more than Node is loaded for it.
if (argv.length === 1 && ['--version', '-v', '-V'].includes(argv[0]))
  console.log(`bk-build ${require('../package.json').version}`);
else run();

function run() {
  const { join } = require('node:path');
  const { setFlagsFromString } = require('node:v8');
  const { loadCached } = require('./code-cache.js');

  // Each command needs functions of its own.
  const use = /[a-z][a-z-]*/.exec(argv[0] ?? '')?.[0] ?? 'help';
  // V8 optimizes a function once it has run this much bytecode, nine times what it waits for by itself: most commands are over
  // before that pays, and meanwhile the compiler takes the time of the core that it shares. It collects old objects in one
  // go and not beside the work, for a heap that is seldom full before the end. `dev` stays.
  if (use !== 'dev')
    for (const flag of ['--interrupt-budget=600000', '--no-incremental-marking']) setFlagsFromString(flag);

  const loaded = new Map();
  const load = (name) => {
    if (!loaded.has(name)) loaded.set(name, loadCached(join(__dirname, '../dist', name), use));
    return loaded.get(name).exports;
  };
  const { main, processEffects } = load('cli.cjs');
  const builtInCode = () => load('built-in-code.cjs');
  void main(argv, { ...processEffects(), builtInCode }).then((exitCode) => {
    process.exitCode = exitCode;
    // Where a command could not run, little of it has been compiled.
    if (exitCode < 2) for (const { keep } of loaded.values()) keep();
  });
}
