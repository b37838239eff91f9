#!/usr/bin/env node
'use strict';
const { join } = require('node:path');
const { loadCached } = require('./code-cache.js');

const argv = process.argv.slice(2);
// Each command needs functions of its own.
const use = /[a-z][a-z-]*/.exec(argv[0] ?? '')?.[0] ?? 'help';
const { exports: commandLine, keep } = loadCached(join(__dirname, '../dist/cli.cjs'), use);
void commandLine.main(argv, commandLine.processEffects()).then((exitCode) => {
  process.exitCode = exitCode;
  // Where a command could not run, little of it has been compiled.
  if (exitCode < 2) keep();
});
