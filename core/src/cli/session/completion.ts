import type { Flag } from '../flags/flag.ts';

/** What can be completed behind one command. */
export interface CompletableCommand {
  readonly name: string;
  readonly summary: string;
  /** Its own flags and the global ones. */
  readonly flags: readonly Flag<unknown>[];
  /** Words that it takes itself. */
  readonly words?: readonly string[];
}

/** A script that teaches a shell the commands, their flags, and the words that flags take. */
export const completionScripts = { bash, zsh, fish } satisfies Record<
  string,
  (commands: readonly CompletableCommand[]) => string
>;

export type Shell = keyof typeof completionScripts;

function bash(commands: readonly CompletableCommand[]): string {
  const words = [...choicesByNames(commands)];
  return [
    '# Completion of bk-build for bash: source <(bk-build completion bash)',
    '_bk_build() {',
    '  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command="" i',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    `    case \${COMP_WORDS[i]} in ${commands.map(({ name }) => name).join('|')}) command=\${COMP_WORDS[i]}; break ;; esac`,
    '  done',
    '  case $before in',
    ...words.map(
      ([names, choices]) =>
        `    ${names}) COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$word")); return ;;`,
    ),
    `    ${pathFlags(commands).join('|')}) COMPREPLY=($(compgen -d -- "$word")); return ;;`,
    '  esac',
    '  case $command in',
    ...commands.map(
      ({ flags, name, words: own = [] }) =>
        `    ${name}) COMPREPLY=($(compgen -W '${[...own, ...flags.flatMap(longNames)].join(' ')}' -- "$word")) ;;`,
    ),
    `    *) COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')} --help --version' -- "$word")) ;;`,
    '  esac',
    '}',
    'complete -o default -F _bk_build bk-build',
    '',
  ].join('\n');
}

function zsh(commands: readonly CompletableCommand[]): string {
  return [
    '#compdef bk-build',
    '# Completion of bk-build for zsh: source <(bk-build completion zsh), or save it as _bk-build in a folder of $fpath',
    '_bk_build() {',
    '  local -a commands=(',
    ...commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`),
    '  )',
    "  if (( CURRENT == 2 )); then _describe 'command' commands; return; fi",
    '  local command=${words[2]}',
    '  shift words; (( CURRENT-- ))',
    '  case $command in',
    ...commands.map(({ flags, name, words = [] }) => {
      const own = words.length === 0 ? [] : [quoted(`1:word:(${words.join(' ')})`)];
      return `    ${name}) _arguments ${[...own, ...flags.flatMap(zshFlags)].join(' ')} ;;`;
    }),
    '  esac',
    '}',
    'if [[ $funcstack[1] == _bk-build ]]; then _bk_build "$@"; else compdef _bk_build bk-build; fi',
    '',
  ].join('\n');
}

function zshFlags(flag: Flag<unknown>): string[] {
  const help = flag.help.replace(/[[\]:]/g, '\\$&');
  const value =
    flag.takes === 'nothing'
      ? ''
      : `:${flag.placeholder?.replace(/[<>…]/g, '') ?? 'value'}:${flag.choices ? `(${flag.choices.join(' ')})` : flag.placeholder === '<path>' ? '_files' : ''}`;
  const star = flag.takes === 'many' ? '*' : '';
  return longNames(flag).map((name) =>
    quoted(`${star}${name}[${help}]${name === flag.negation ? '' : value}`),
  );
}

function fish(commands: readonly CompletableCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  return [
    '# Completion of bk-build for fish: bk-build completion fish | source',
    'complete -c bk-build -f',
    ...commands.map(
      ({ name, summary }) =>
        `complete -c bk-build -n 'not __fish_seen_subcommand_from ${names}' -a ${name} -d ${quoted(summary)}`,
    ),
    ...commands.flatMap(({ flags, name, words = [] }) => {
      const start = `complete -c bk-build -n '__fish_seen_subcommand_from ${name}'`;
      return [
        ...(words.length === 0 ? [] : [`${start} -a ${quoted(words.join(' '))}`]),
        ...flags.flatMap((flag) => fishFlags(flag).map((rest) => `${start} ${rest}`)),
      ];
    }),
    '',
  ].join('\n');
}

function fishFlags(flag: Flag<unknown>): string[] {
  const help = `-d ${quoted(flag.help)}`;
  const value =
    flag.takes === 'nothing'
      ? ''
      : flag.choices
        ? ` -x -a ${quoted(flag.choices.join(' '))}`
        : flag.placeholder === '<path>'
          ? ' -r -F'
          : ' -x';
  return longNames(flag).map((name) => `-l ${name.slice(2)}${name === flag.negation ? '' : value} ${help}`);
}

/** Of several long names the first; hidden flags are not offered. */
function longNames({ isHidden, names, negation }: Flag<unknown>): string[] {
  if (isHidden) return [];
  const name = names.find((item) => item.startsWith('--'))!;
  return negation === undefined ? [name] : [name, negation];
}

/** `--output` of two commands takes different words: both are offered. */
function choicesByNames(commands: readonly CompletableCommand[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { choices, isHidden, names } of commands.flatMap(({ flags }) => flags)) {
    if (!choices || isHidden) continue;
    const key = names.join('|');
    found.set(key, [...new Set([...(found.get(key) ?? []), ...choices])]);
  }
  return found;
}

function pathFlags(commands: readonly CompletableCommand[]): string[] {
  const flags = commands
    .flatMap((command) => command.flags)
    .filter(({ placeholder }) => placeholder === '<path>');
  return [...new Set(flags.flatMap(({ names }) => names))];
}

/** In single quotes, which no shell looks into. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
