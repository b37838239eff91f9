import { methodNames } from '../graph/index.ts';
import type { Command } from './commands/command.ts';
import { aliases, commands } from './commands/index.ts';
import type { Flag } from './flags/flag.ts';
import { globalFlags } from './flags/global.ts';
import { sharedFlags } from './flags/shared.ts';

const width = 100;

/** `bk-build --help` */
export function mainHelp(): string {
  return [
    'Usage: bk-build <command> [flags]',
    '',
    'Builds, tests and documents SQL models of a dbt project.',
    '',
    'Commands:',
    ...aligned(Object.entries(commands).map(([name, { summary }]) => [name, summary])),
    '',
    'Examples:',
    ...aligned([
      ['bk-build build', 'everything'],
      ['bk-build build --select +fct_orders', 'a model and all that it reads'],
      ['bk-build <command> --help', 'the flags of a command'],
    ]),
    '',
    ...selectionHelp,
    '',
    ...flagSection('Global flags:', Object.values(globalFlags)),
    '',
    ...aligned([
      ['-h, --help', 'Help'],
      ['-v, --version', 'Version'],
    ]),
    '',
    'A flag --fail-fast can be set by the variable DBT_FAIL_FAST too, and under flags: in the project file.',
    'Exit codes: 0 success, 1 a node failed, 2 could not run, 130 stopped by Ctrl-C.',
  ].join('\n');
}

/** `bk-build docs --help`: the commands of two words that begin with this one. */
export function groupHelp(word: string, names: readonly string[]): string {
  return [
    `Usage: bk-build ${word} <command> [flags]`,
    '',
    'Commands:',
    ...aligned(names.map((name) => [name, commands[name]!.summary])),
    '',
    `The flags of a command: bk-build ${names[0]} --help`,
  ].join('\n');
}

/** `bk-build build --help` */
export function commandHelp(name: string, { argument, description, examples, flags }: Command): string {
  const alias = Object.entries(aliases).find(([, target]) => target === name)?.[0];
  const own: readonly Flag<unknown>[] = flags.map((flag) => ({ ...globalFlags, ...sharedFlags })[flag]);
  return [
    `Usage: bk-build ${name}${argument === undefined ? '' : ` ${argument}`} [flags]${alias === undefined ? '' : `    (also: ${alias})`}`,
    '',
    ...wrap(description, width),
    '',
    'Examples:',
    ...aligned(examples),
    ...(own.some((flag) => !flag.isHidden) ? ['', ...flagSection('Flags:', own)] : []),
    '',
    ...(flags.includes('select') ? [...selectionHelp, ''] : []),
    'Global flags, such as --target, --vars, --threads, --quiet and --log-format: bk-build --help',
  ].join('\n');
}

const selectionHelp = [
  'Selection:',
  ...aligned([
    ['fct_orders  marts.*  stg_*', 'names, folders with dots, wildcards'],
    ['models/staging  orders.sql', 'paths and files'],
    ['tag:daily  source:shop', 'a method and its value; see the list below'],
    ['+x  x+  2+x+1', 'with what it reads, with what reads it, so many steps away'],
    ['@x', 'with all that reads it, and all that these read'],
    ['a b  a,b', 'either of them; both'],
  ]),
  ...wrap(`Methods: ${methodNames.join(', ')}`, width - 2).map((line) => `  ${line}`),
];

function flagSection(title: string, flags: readonly Flag<unknown>[]): string[] {
  const rows = flags
    .filter(({ isHidden }) => !isHidden)
    .map((flag) => [flagNames(flag), flagMeaning(flag)] as const);
  return [title, ...aligned(rows)];
}

/** `-s, --select <text…>`, or `--colour/--no-colour`; of several long names the first. */
function flagNames({ names, negation, placeholder, takes }: Flag<unknown>): string {
  const short = names.find((name) => !name.startsWith('--'));
  const both = negation === undefined ? names[0]! : `${names[0]!}, ${negation}`;
  const long = short === undefined ? `    ${both}` : `${short}, ${both}`;
  return takes === 'nothing' ? long : `${long} ${placeholder ?? ''}`;
}

function flagMeaning({ choices, help, initial, takes }: Flag<unknown>): string {
  const isTold = takes === 'one' && initial !== undefined && initial !== '{}';
  const notes = [
    ...(choices ? [choices.join(', ')] : []),
    ...(isTold ? [`default ${String(initial as string)}`] : []),
  ];
  return notes.length === 0 ? help : `${help} [${notes.join('; ')}]`;
}

/** Two columns; a left side that is too long stands on a line of its own. */
function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const left = Math.min(40, Math.max(...rows.map(([name]) => name.length))) + 2;
  return rows.flatMap(([name, meaning]) => {
    const [first = '', ...rest] = wrap(meaning, width - left - 2);
    const indent = ' '.repeat(left + 2);
    const more = rest.map((line) => indent + line);
    if (name.length + 2 > left) return [`  ${name}`, indent + first, ...more];
    return [`  ${name.padEnd(left)}${first}`.trimEnd(), ...more];
  });
}

function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
