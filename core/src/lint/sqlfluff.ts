import type { Json, JsonObject } from '../config/json.ts';

/** SQLFluff's rules, by code and by name, that have one here. */
const ruleNames: Readonly<Record<string, string>> = {
  CP01: 'keyword-case',
  'capitalisation.keywords': 'keyword-case',
  LT04: 'comma-position',
  'layout.commas': 'comma-position',
  CV03: 'trailing-comma',
  'convention.select_trailing_comma': 'trailing-comma',
  ST03: 'unused-cte',
  'structure.unused_cte': 'unused-cte',
  AM04: 'select-star',
  'ambiguous.column_count': 'select-star',
  RF02: 'ambiguous-column',
  'references.qualification': 'ambiguous-column',
  AM08: 'implicit-cross-join',
  'ambiguous.join_condition': 'implicit-cross-join',
  AL03: 'missing-alias',
  'aliasing.expression': 'missing-alias',
};

/**
 * The part of a `.sqlfluff` file that means something here, in the form of the project file's `lint:`: letter case of
 * keywords, position and end of commas, indentation, line length, and rules that are left out.
 *
 * @see https://docs.sqlfluff.com/en/stable/configuration/
 */
export function readSqlFluff(text: string): JsonObject {
  const sections = readIni(text);
  const core = sections.get('sqlfluff') ?? new Map<string, string>();
  const settings: Record<string, Json> = {};
  const keywords = sections.get('sqlfluff:rules:capitalisation.keywords')?.get('capitalisation_policy');
  if (keywords === 'upper' || keywords === 'lower') settings['keyword-case'] = keywords;
  else if (keywords !== undefined && keywords !== 'consistent') settings['keyword-case'] = 'off';
  const position = sections.get('sqlfluff:layout:type:comma')?.get('line_position');
  if (position === 'leading' || position === 'trailing') settings['comma-position'] = position;
  if (
    sections.get('sqlfluff:rules:convention.select_trailing_comma')?.get('select_clause_trailing_comma') ===
    'require'
  )
    settings['trailing-comma'] = 'off';
  const excluded = (core.get('exclude_rules') ?? '').split(',').map((name) => name.trim());
  for (const name of excluded) if (Object.hasOwn(ruleNames, name)) settings[ruleNames[name]!] = 'off';
  const format: Record<string, Json> = {};
  const indent = Number(sections.get('sqlfluff:indentation')?.get('tab_space_size'));
  const length = Number(core.get('max_line_length'));
  if (indent > 0) format['indent'] = indent;
  if (length > 0) format['line-length'] = length;
  return { ...settings, ...(Object.keys(format).length > 0 && { format }) };
}

function readIni(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const bare = line.replace(/^\s*[#;].*|\s#.*$/, '').trim();
    const section = /^\[(.+)\]$/.exec(bare)?.[1];
    if (section !== undefined) {
      current = sections.get(section) ?? new Map<string, string>();
      sections.set(section, current);
      continue;
    }
    const [, key, value] = /^([^=:]+)[=:](.*)$/.exec(bare) ?? [];
    if (key !== undefined) current.set(key.trim(), value!.trim());
  }
  return sections;
}
