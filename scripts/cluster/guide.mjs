// The commands of docs/guides/trino.md that build nothing, in a copy of BerlinKart.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';
import { bkBuild } from './project.mjs';

/** @returns how many commands there were, and a line for each that failed */
export async function runGuide(project, cluster) {
  const different = [];
  const commands = commandsOf(readFileSync(join(root, 'docs/guides/trino.md'), 'utf8'));
  for (const command of commands) {
    // The guide has object storage; here the raw tables lie on this machine.
    const words = wordsOf(command.replace('s3://raw', `local://${join(project, 'data/delta')}`));
    const { code, said } = await bkBuild(project, words, cluster);
    if (code !== 0) different.push(`${command} ended with ${code}:\n${said}`);
  }
  return { count: commands.length, different };
}

/** What stands behind `bk-build` in a line that begins with it, or between backticks; a backslash joins lines. */
function commandsOf(guide) {
  const text = guide.replace(/\\\n\s*/g, '');
  return [...text.matchAll(/^bk-build (.+)$|`bk-build (debug[^`]*)`/gm)].map(
    ([, line, inline]) => line ?? inline,
  );
}

function wordsOf(command) {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare,
  );
}
