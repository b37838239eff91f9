// `npm test`: everything that must hold before a change lands. Words after `--` go to vitest alone.
import { build, install, run } from './setup.mjs';

const words = process.argv.slice(2);
install();
await build();
if (words.length > 0) {
  run('npx', ['vitest', 'run', ...words]);
} else {
  run('npx', ['tsc', '-b']);
  run('npx', ['tsc', '-p', 'core/tsconfig.test.json']);
  run('npx', ['oxlint', '--type-aware']);
  run('npx', ['prettier', '--check', '--log-level', 'warn', '.']);
  run('npx', ['bk-build', 'lint', '--quiet']);
  run('npx', ['bk-build', 'format', '--check', '--quiet']);
  run('npx', ['vitest', 'run']);
}
