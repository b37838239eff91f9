'use strict';
// What V8 compiled is kept from one process to the next: reading the bundle's code was a fifth of a short command.
// Node's own cache of this kind (22 and later) keeps of a file what its first process ran, whatever later ones need.
const {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const { createRequire } = require('node:module');
const { homedir } = require('node:os');
const { dirname, join } = require('node:path');
const { cachedDataVersionTag } = require('node:v8');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

/**
 * Loads a CommonJS file of ASCII text, as `require` does. Its first line is a comment that tells it from any other.
 *
 * @param file Its path.
 * @param use What it is loaded for, a word: there is a cache for each.
 * @returns its exports, and `keep`, to be called when functions have run: it writes a cache of them where there is none.
 * A cache that cannot be used, or written, is as if it were not there.
 */
exports.loadCached = function loadCached(file, use) {
  const load = createRequire(file);
  // Only `require` tells Node where a file's source map is.
  if (process.env.NODE_DISABLE_COMPILE_CACHE || process.sourceMapsEnabled)
    return { exports: load(file), keep() {} };
  const text = readFileSync(file, 'latin1');
  const id = text.slice('// '.length, text.indexOf('\n'));
  const cache = join(codeFolder(), `${id}-${process.arch}-${cachedDataVersionTag()}`, use);
  const cachedData = readSealed(cache);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${text}\n})`, {
    filename: file,
    cachedData,
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, load, module, file, dirname(file));
  const isKept = cachedData !== undefined && !script.cachedDataRejected;
  return {
    exports: module.exports,
    keep() {
      if (!isKept) writeSealed(cache, script.createCachedData());
    },
  };
};

const codeFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'bk-build', 'code');

const sealBytes = 4;

/** V8 would crash over a damaged cache: it looks at nothing but the length. */
function readSealed(file) {
  try {
    const bytes = readFileSync(file);
    const body = bytes.subarray(sealBytes);
    return bytes.readUInt32LE() === crc32(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function writeSealed(file, body) {
  const seal = Buffer.alloc(sealBytes);
  seal.writeUInt32LE(crc32(body));
  const beside = `${file}.${process.pid}.tmp`;
  try {
    const isNewVersion = mkdirSync(dirname(file), { recursive: true }) !== undefined;
    try {
      writeFileSync(beside, Buffer.concat([seal, body]));
      renameSync(beside, file);
    } finally {
      rmSync(beside, { force: true });
    }
    if (isNewVersion) removeUnused(codeFolder());
  } catch {
    // Without a cache the next process is slower, nothing else.
  }
}

const unusedAfterMs = 30 * 24 * 60 * 60 * 1000;

/** Removes what other versions have kept, where they have written nothing for long. */
function removeUnused(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).mtimeMs < Date.now() - unusedAfterMs) rmSync(path, { recursive: true, force: true });
  }
}
