import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { type Json, type JsonObject, parseYaml } from '../../config/index.ts';
import { profileExists, templateAnswerMissing, UserError, yamlSyntax } from '../../diagnostics/index.ts';
import { writeFileAtomically } from '../../node/index.ts';
import type { CliEffects } from '../effects.ts';

/** A profile to be written. */
export interface ProfilePlan {
  readonly name: string;
  /** The folder of profiles.yml. */
  readonly folder: string;
  /** The project's folder, which may hold a profile_template.yml with questions of its own. */
  readonly projectFolder: string;
}

/**
 * Asks what a profile needs to know, or takes what is usual where nobody can be asked, and writes it into profiles.yml;
 * comments and other profiles there stay.
 *
 * @returns the file; undefined when the person would rather keep the profile that is there
 * @throws UserError where a profile would be overwritten and nobody can be asked
 */
export async function setUpProfile(plan: ProfilePlan, ask: CliEffects['ask']): Promise<string | undefined> {
  const path = join(plan.folder, 'profiles.yml');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new UserError(yamlSyntax(document.errors[0]!.message, startOf(path)));
  if (!isMap(document.contents)) document.contents = document.createNode({}) as never;
  if (document.has(plan.name)) {
    if (!ask) throw new UserError(profileExists(plan.name, path));
    const answer = await ask(`The profile "${plan.name}" is in ${path} already. Overwrite it? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) return undefined;
  }
  document.set(plan.name, document.createNode(await askProfile(plan, ask)));
  writeFileAtomically(path, [document.toString()]);
  return path;
}

async function askProfile({ name, projectFolder }: ProfilePlan, ask: CliEffects['ask']): Promise<JsonObject> {
  const template = readTemplate(projectFolder);
  const { target = 'dev', ...output } = template
    ? { ...mapping(template['fixed']), ...(await askAll(mapping(template['prompts']), ask)) }
    : await askAll(usualPrompts(name), ask, { type: 'duckdb' });
  return { target, outputs: { [String(target as string)]: output } };
}

function usualPrompts(name: string): JsonObject {
  return {
    path: { hint: 'the database file, or :memory:', default: `${name}.duckdb` },
    threads: { hint: 'how many models run at a time', type: 'int', default: 4 },
  };
}

/** The project's own questions, as dbt has them: `fixed` values and `prompts`. */
function readTemplate(folder: string): JsonObject | undefined {
  const file = join(folder, 'profile_template.yml');
  if (!existsSync(file)) return undefined;
  const { diagnostics, value } = parseYaml(readFileSync(file, 'utf8'), file);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new UserError(errors);
  return mapping(value.value);
}

/**
 * Answers to prompts. `_choose_x` offers several sets of prompts, `_fixed_x` is no question.
 *
 * @param answers What is known already.
 */
async function askAll(
  prompts: JsonObject,
  ask: CliEffects['ask'],
  answers: JsonObject = {},
): Promise<JsonObject> {
  let known = answers;
  for (const [key, prompt] of Object.entries(prompts)) {
    if (key.startsWith('_choose')) {
      known = await askAll(await choose(key, mapping(prompt), ask), ask, known);
    } else if (key.startsWith('_fixed_')) {
      known = { ...known, [key.slice('_fixed_'.length)]: prompt };
    } else {
      known = { ...known, [key]: await askOne(key, mapping(prompt), ask) };
    }
  }
  return known;
}

async function choose(key: string, options: JsonObject, ask: CliEffects['ask']): Promise<JsonObject> {
  const names = Object.keys(options);
  if (!ask) return mapping(options[names[0] ?? '']);
  const list = names.map((name, index) => `[${index + 1}] ${name}`).join('\n');
  for (;;) {
    const answer = await ask(`${list}\n${key.slice('_choose_'.length).replaceAll('_', ' ')} (a number): `);
    const chosen = names[Number(answer.trim()) - 1];
    if (chosen !== undefined) return mapping(options[chosen]);
  }
}

async function askOne(key: string, prompt: JsonObject, ask: CliEffects['ask']): Promise<Json> {
  const { default: usual = null, hint, type } = prompt;
  if (!ask) {
    if (usual === null) throw new UserError(templateAnswerMissing(key));
    return usual;
  }
  const question = `${key}${typeof hint === 'string' ? ` (${hint})` : ''}${usual === null ? '' : ` [${String(usual as string)}]`}: `;
  for (;;) {
    const answer = (await ask(question)).trim();
    const value = answer === '' ? usual : typed(answer, type);
    if (value !== null) return value;
  }
}

/** Null for an answer of the wrong type, which is asked for again. */
function typed(answer: string, type: Json | undefined): Json {
  if (type === 'int') return /^[+-]?\d+$/.test(answer) ? Number(answer) : null;
  if (type === 'float') return Number.isNaN(Number(answer)) ? null : Number(answer);
  if (type !== 'bool') return answer;
  if (/^(y|yes|true|1)$/i.test(answer)) return true;
  return /^(n|no|false|0)$/i.test(answer) ? false : null;
}

function mapping(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function startOf(file: string) {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
