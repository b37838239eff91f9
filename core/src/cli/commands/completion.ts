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
      const known: CompletableCommand[] = [];
      for (const [name, { load, summary }] of Object.entries(commands)) {
        const { flags } = await load();
        const words = name === 'completion' ? { words: shells } : {};
        known.push({ name, summary, flags: Object.values(flagsOf(flags)), ...words });
      }
      effects.stdout.write(completionScripts[shell](known));
      return exitCodes.success;
    },
  };
}
