import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { invoke } from './harness.ts';

async function script(shell: string): Promise<string> {
  return (await invoke('/', { argv: ['completion', shell] })).stdout;
}

function runs(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.each(['bash', 'zsh', 'fish'])('for %s', (shell) => {
  it('knows every command and its flags', async () => {
    const text = await script(shell);
    for (const [name, { load }] of Object.entries(commands)) {
      for (const word of name.split(' ')) expect(text).toContain(word);
      if ((await load()).flags.includes('full_refresh')) expect(text).toMatch(/-?-?full-refresh/);
    }
    expect(text).toContain('cautious');
    expect(text).not.toContain('static-parser');
  });

  it.skipIf(!runs(shell))('is a script that the shell takes', async () => {
    execFileSync(shell, ['-n'], { input: await script(shell) });
  });
});

describe.skipIf(!runs('bash'))('in bash', () => {
  it.each([
    ['bk-build comp', 'compile completion'],
    ['bk-build build --full', '--full-refresh'],
    ['bk-build ls --full', ''],
    ['bk-build --quiet build --store', '--store-failures'],
    ['bk-build build --indirect-selection c', 'cautious'],
    ['bk-build ls --output s', 'selector'],
    ['bk-build completion z', 'zsh'],
  ])('%s', async (line, expected) => {
    const words = line.split(' ').map((word) => `'${word}'`);
    const ask = `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _bk_build; echo "\${COMPREPLY[*]}"`;
    const answer = execFileSync('bash', ['--norc', '-c', `${await script('bash')}\n${ask}`], {
      encoding: 'utf8',
    });
    expect(answer.trim()).toBe(expected);
  });
});
