import { type Content, h } from '../element.ts';
import { markdown } from '../markdown.ts';
import type { Project } from '../project.ts';
import { addressOf } from '../titles.ts';
import { kindName, kindNames, kindsOf, moment, mood } from '../wording.ts';
import { badge, dot, link, section } from './parts.ts';

/** What one sees first: the project's own words, what it has, and what is wrong with it. */
export function overviewPage({ data }: Project): Content {
  const { name, overview } = data.project;
  return [
    overview === undefined
      ? h('header', { class: 'page-head' }, h('h1', {}, name))
      : h('div', { class: 'prose' }, markdown(overview, 0)),
    tiles(data),
    problems(data),
    h('p', { class: 'quiet' }, `Made ${moment(data.project.generated_at)} with bk-build.`),
  ];
}

function tiles({ macros, nodes, tests }: Project['data']): Content {
  const all = [...Object.values(nodes), ...Object.values(tests), ...Object.values(macros)];
  const counts = kindsOf(all).map(
    (type) => [type, all.filter(({ resource_type: own }) => own === type).length] as const,
  );
  return h(
    'ul',
    { class: 'tiles' },
    counts.map(([type, number]) =>
      h(
        'li',
        {},
        h(
          'a',
          { href: `#/list/${type}` },
          h('strong', {}, number.toLocaleString('en')),
          h('span', {}, dot(type), number === 1 ? kindName(type) : kindNames(type)),
        ),
      ),
    ),
  );
}

const mostProblems = 50;

/** What did not end well when it was last run. */
function problems({ nodes, tests }: Project['data']): Content {
  const all = [...Object.values(nodes), ...Object.values(tests)];
  const run = all.filter(({ outcome }) => outcome !== undefined);
  const bad = run.filter(({ outcome }) => ['bad', 'doubtful'].includes(mood(outcome!)));
  if (run.length === 0) return null;
  if (bad.length === 0)
    return section('Last runs', h('p', {}, h('span', { class: 'badge good' }, 'all well')));
  return section(
    `Last runs: ${bad.length} not well`,
    h(
      'ul',
      { class: 'links' },
      bad.slice(0, mostProblems).map((item) => h('li', {}, badge(item.outcome), ' ', link(item))),
    ),
  );
}

/** All resources of one type. */
export function listPage({ data }: Project, type: string): Content {
  const all = [...Object.values(data.nodes), ...Object.values(data.tests), ...Object.values(data.macros)]
    .filter(({ resource_type: own }) => own === type)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    h(
      'header',
      { class: 'page-head' },
      h('h1', {}, kindNames(type)),
      h('p', { class: 'quiet' }, String(all.length)),
    ),
    h(
      'table',
      { class: 'list' },
      h(
        'tbody',
        {},
        all.map((item) =>
          h(
            'tr',
            {},
            h('td', { class: 'name' }, link(item)),
            h('td', { class: 'quiet' }, firstLine(item.description ?? item.original_file_path)),
            h(
              'td',
              {},
              'outcome' in item && item.outcome && h('a', { href: addressOf(item) }, badge(item.outcome)),
            ),
          ),
        ),
      ),
    ),
  ];
}

function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0]!;
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
