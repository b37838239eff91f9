import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CliEffects, main, type TextSink } from '../../src/cli/main.ts';

export const folder = dirname(fileURLToPath(import.meta.url));

/** Noon wherever the test runs; the clock stands still, so that every duration is 0. */
const noonMs = new Date(2025, 0, 1, 12).getTime();

export interface Run {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether a person watches. */
  readonly terminal?: boolean;
  /** Below the project's folder. */
  readonly cwd?: string;
}

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One invocation, in this process. */
export async function invoke(
  cwd: string,
  { argv, env = {}, terminal = false }: Run,
  change: (effects: CliEffects) => CliEffects = (effects) => effects,
): Promise<Answer> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const sink = (texts: string[]): TextSink => ({
    write: (text) => void texts.push(text),
    isTerminal: terminal,
    columns: () => (terminal ? 100 : undefined),
  });
  const effects = change({
    cwd,
    env,
    homeDir: join(cwd, 'nobody'),
    resourceUsage: () => ({ userMs: 1500, systemMs: 250, mostMemoryKiB: 144_096, blocksRead: 8, blocksWritten: 0 }),
    stdout: sink(stdout),
    stderr: sink(stderr),
    now: () => noonMs,
    random: () => 0.5,
    randomId: () => '00000000-0000-4000-8000-000000000000',
    onInterrupt: () => () => undefined,
    forceExit: (code) => {
      throw new Error(`forced to exit with ${code}`);
    },
  });
  const exitCode = await main(argv, effects);
  return { exitCode, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** A copy of a project below `projects/` with files added or replaced; an empty folder without a name. */
export function openProject(
  name: string | undefined,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'bk-cli-'));
  if (name !== undefined) cpSync(join(folder, 'projects', name), path, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** What differs from machine to machine, and from version to version of what bk-build runs on. */
export function normalize(text: string, projectPath: string): string {
  return text
    .replaceAll(projectPath, '<project>')
    .replace(/"ts":"[^"]*"/g, '"ts":"<time>"')
    .replace(/(node version|bk-build version|os info): ?.*/g, '$1: <here>')
    .replace(/- git \[.*\]/g, '- git [<here>]')
    .replace(/^(xdg-open|open|start) </gm, 'open <')
    .replace(/bk-build=[\d.]+/g, 'bk-build=<here>')
    .replace(/"version":"=[\d.]+"/g, '"version":"=<here>"')
    .replace(/\d+ macros/g, '<n> macros');
}
