import { appendFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readArtifact, readRunResults } from '../../artifacts/index.ts';
import type { Json } from '../../config/index.ts';
import { freshnessOf, type NodeOutcome, outcomesOf } from '../../docs/index.ts';
import { nodeFileSystem, writeFileAtomically } from '../../node/index.ts';
import type { RunResult } from '../../run/index.ts';
import type { ParsedProject } from './parse-project.ts';

/** Above it, what later results have replaced is thrown away. */
const mostBytes = 8_000_000;

/**
 * Keeps how nodes ended, a line a node, for the documentation: run_results.json tells of the last command alone, which
 * may have tested what another one built.
 */
export function keepOutcomes(project: ParsedProject, results: readonly RunResult[]): void {
  if (!project.flags.values.write_json || results.length === 0) return;
  const path = pathOf(project);
  const outcomes = outcomesOf(results as unknown as Json);
  const text = project.call.reporter.mask(linesOf(outcomes));
  mkdirSync(join(path, '..'), { recursive: true });
  appendFileSync(path, text);
  if (statSync(path).size > mostBytes) writeFileAtomically(path, [linesOf(readKept(path))]);
}

/**
 * How nodes ended when they were last run, and how fresh sources were.
 *
 * @returns what run_results.json says where nothing was kept, as of a project that dbt has built
 * @throws UserError when an artifact that is there cannot be read
 */
export function readOutcomes(project: ParsedProject): ReadonlyMap<string, NodeOutcome> {
  const kept = readKept(pathOf(project));
  return new Map([...(kept.size > 0 ? kept : lastOutcomes(project)), ...lastFreshness(project)]);
}

function lastFreshness({ targetPath }: ParsedProject): ReadonlyMap<string, NodeOutcome> {
  const file = join(targetPath, 'sources.json');
  const text = nodeFileSystem.readText(file);
  return freshnessOf(text === undefined ? [] : readArtifact('sources', text, file)['results']);
}

function lastOutcomes({ targetPath }: ParsedProject): ReadonlyMap<string, NodeOutcome> {
  const file = join(targetPath, 'run_results.json');
  const text = nodeFileSystem.readText(file);
  if (text === undefined) return new Map();
  const { args, results } = readRunResults(text, file);
  const isRun = ['build', 'run', 'test', 'seed', 'snapshot', 'retry'].includes(String(args['which']));
  return isRun ? outcomesOf(results as unknown as Json) : new Map();
}

/** A line that a crash has cut off is passed over. */
function readKept(path: string): Map<string, NodeOutcome> {
  const kept = new Map<string, NodeOutcome>();
  for (const line of (nodeFileSystem.readText(path) ?? '').split('\n')) {
    try {
      const [id, outcome] = JSON.parse(line) as readonly [string, NodeOutcome];
      kept.set(id, outcome);
    } catch {
      continue;
    }
  }
  return kept;
}

function linesOf(outcomes: ReadonlyMap<string, NodeOutcome>): string {
  return [...outcomes].map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

function pathOf({ targetPath }: ParsedProject): string {
  return join(targetPath, 'bk-build', 'outcomes.jsonl');
}
