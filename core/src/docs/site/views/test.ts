import type { SiteTest } from '../../contents/site-data.ts';
import { type Content, h } from '../element.ts';
import type { Project } from '../project.ts';
import { duration, kindName, moment } from '../wording.ts';
import { badge, code, dot, facts, link, prose, section, tabs } from './parts.ts';

export function testPage(project: Project, test: SiteTest): Content {
  const { column_name: column, compiled_code: compiled, config, outcome, raw_code: source } = test;
  const severity = config['severity'];
  const panels: (readonly [string, () => Content])[] = [];
  if (source !== undefined) panels.push(['Source', () => code(source)]);
  if (compiled !== undefined) panels.push(['Compiled', () => code(compiled)]);
  if (test.expect !== undefined) {
    const text = JSON.stringify({ given: test.given, expect: test.expect }, null, 2);
    panels.push(['Rows', () => code(text, 'json')]);
  }
  return [
    h(
      'header',
      { class: 'page-head' },
      h('p', { class: 'kind' }, dot('test'), kindName(test.resource_type)),
      h('h1', {}, test.name),
      h('p', { class: 'badges' }, badge(outcome)),
    ),
    test.description !== undefined && prose(test.description),
    facts(
      ['Tests', project.parents(test).map((node) => h('span', { class: 'item' }, link(node)))],
      ['Column', column],
      ['Severity', typeof severity === 'string' && severity.toLowerCase()],
      ['Last run', outcome?.at !== undefined && moment(outcome.at)],
      ['Took', outcome?.seconds !== undefined && duration(outcome.seconds)],
      ['Rows found', outcome?.failures],
      ['Message', outcome?.message],
      ['File', h('code', {}, test.original_file_path)],
    ),
    panels.length > 0 && section('Code', tabs('Code', panels)),
  ];
}
