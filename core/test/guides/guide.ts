import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A command that a guide shows, with what it is said to answer. */
export interface Command {
  readonly words: readonly string[];
  readonly line: number;
  readonly exitCode: number;
  /** Runs of lines that follow one another in what the command prints; `…` stands between them. */
  readonly output: readonly (readonly string[])[];
}

export type Step =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | ({ readonly kind: 'command' } & Command);

const fence = /^```(\S*)(?: (\S+))?\n([\s\S]*?)^```$/gm;
const namedFile = /^(?:--|#|\/\/) (\S+\.\w+)$/;

/**
 * What a guide tells to do, in its order: files to write, which name themselves in a comment in their first line or behind
 * the block's language, and the commands of blocks marked `console`, behind a `$`. Other blocks are to be read only.
 */
export function readGuide(file: string): readonly Step[] {
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  return [...text.matchAll(fence)].flatMap((match): readonly Step[] => {
    const [, language, path, body] = match as unknown as [string, string, string | undefined, string];
    if (language === 'console') {
      const line = text.slice(0, match.index).split('\n').length;
      return readConsole(body, line + 1, basename(file));
    }
    const named = path ?? namedFile.exec(body.slice(0, body.indexOf('\n')))?.[1];
    return named === undefined ? [] : [{ kind: 'file', path: named, text: body }];
  });
}

function readConsole(body: string, firstLine: number, guide: string): readonly Step[] {
  const steps: { command: string; line: number; shown: string[] }[] = [];
  for (const [index, text] of body.trimEnd().split('\n').entries()) {
    if (text.startsWith('$ ')) steps.push({ command: text.slice(2), line: firstLine + index, shown: [] });
    else if (steps.length > 0) steps.at(-1)!.shown.push(text);
    else throw new Error(`${guide}:${firstLine + index}: output before any command`);
  }
  return steps.map(({ command, line, shown }) => ({
    kind: 'command',
    words: splitWords(command.replace(/\s+#.*$/, '')),
    line,
    exitCode: Number(/#.*exit code (\d+)/.exec(command)?.[1] ?? 0),
    output: runsOf(shown),
  }));
}

function runsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const runs: string[][] = [[]];
  for (const line of lines) {
    if (line === '…') runs.push([]);
    else runs.at(-1)!.push(line.trimEnd());
  }
  return runs.filter((run) => run.length > 0);
}

/** As a shell would, as far as guides go: words, and quotes around spaces. */
export function splitWords(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare!,
  );
}

/** What a command printed, without the time of day; durations and ports are all alike. */
export function plainOutput(text: string): readonly string[] {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => comparable(line.replace(/^\d\d:\d\d:\d\d {2}/, '')).trimEnd());
}

function comparable(line: string): string {
  return line.replace(/\b\d+\.\d+ ?s\b/g, '0.1s').replace(/localhost:\d+/, 'localhost:<port>');
}

/** The first run of lines that is not there, in its order; undefined when all are. */
export function firstMissing(
  output: readonly string[],
  runs: readonly (readonly string[])[],
): readonly string[] | undefined {
  let from = 0;
  for (const run of runs) {
    const wanted = run.map(comparable);
    const at = output.findIndex(
      (_, index) => index >= from && wanted.every((line, offset) => output[index + offset] === line),
    );
    if (at < 0) return run;
    from = at + wanted.length;
  }
  return undefined;
}
