// `npm test`: everything that must hold before a change lands. Words after `--` go to vitest alone.
import { build, install, run, tool } from './setup.mjs';

const words = process.argv.slice(2);
install();
await build();
if (words.length > 0) {
  tool('vitest', ['run', ...words]);
} else {
  run('npm', ['run', '--silent', 'typecheck']);
  tool('oxlint', ['--type-aware']);
  tool('prettier', ['--check', '--log-level', 'warn', '.']);
  run('node', ['core/bin/bk-build.js', 'lint', '--quiet']);
  run('node', ['core/bin/bk-build.js', 'format', '--check', '--quiet']);
  tool('vitest', ['run']);
}
