import { flagValueInvalid, UserError } from '../../diagnostics/index.ts';
import { exitCodes } from '../effects.ts';
import { flagsOf } from '../flags/resolve.ts';
import { type CompletableCommand, completionScripts, type Shell } from '../session/completion.ts';
import { type Command, type CommandEntry } from './command.ts';

const shells = Object.keys(completionScripts) as Shell[];

/** @param commands All commands, this one among them. */
export function completionOf(commands: Readonly<Record<string, CommandEntry>>): Command {
  return {
    description:
      'Prints a script that teaches a shell to complete the commands, their flags and the words that flags take.',
    argument: `<${shells.join('|')}>`,
    flags: [],
    examples: [
      ['source <(bk-build completion bash)', 'for this shell; in ~/.bashrc: for each'],
      ['source <(bk-build completion zsh)', 'the same for zsh, behind compinit'],
      ['bk-build completion fish | source', 'the same for fish'],
    ],
    answersOnStdout: true,
    async run({ argument, effects }) {
      const shell = shells.find((name) => name === argument);
      if (!shell)
        throw new UserError(flagValueInvalid('completion', argument!, `one of ${shells.join(', ')}`, shells));
      // Of a command of two words, the second completes the first: `docs generate`.
      const known = new Map<string, CompletableCommand>();
      for (const [name, { load, summary }] of Object.entries(commands)) {
        const { flags } = await load();
        const [first = '', second] = name.split(' ');
        const former = known.get(first);
        const words =
          name === 'completion' ? shells : [...(former?.words ?? []), ...(second ? [second] : [])];
        const all = new Set([...(former?.flags ?? []), ...Object.values(flagsOf(flags))]);
        known.set(first, {
          name: first,
          summary: former?.summary ?? summary,
          flags: [...all],
          ...(words.length > 0 && { words }),
        });
      }
      effects.stdout.write(completionScripts[shell]([...known.values()]));
      return exitCodes.success;
    },
  };
}
