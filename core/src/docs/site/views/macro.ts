import type { SiteMacro } from '../../contents/site-data.ts';
import { type Content, h } from '../element.ts';
import type { Project } from '../project.ts';
import { code, dot, facts, link, prose, section } from './parts.ts';

export function macroPage(project: Project, macro: SiteMacro): Content {
  const { arguments: parameters, description } = macro;
  const users = project
    .macroUsers(macro.unique_id)
    .map((id) => project.node(id) ?? project.test(id) ?? project.macro(id))
    .filter((user) => user !== undefined);
  const called = macro.depends_on.macros.map((id) => project.macro(id) ?? id);
  return [
    h(
      'header',
      { class: 'page-head' },
      h('p', { class: 'kind' }, dot('macro'), 'Macro'),
      h('h1', {}, macro.name),
    ),
    description === undefined
      ? h('p', { class: 'quiet' }, 'This macro has no description.')
      : prose(description),
    facts(['Package', macro.package_name], ['File', h('code', {}, macro.original_file_path)]),
    parameters.length > 0 &&
      section(
        'Arguments',
        h(
          'table',
          {},
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              ['Name', 'Type', 'Description'].map((name) => h('th', { scope: 'col' }, name)),
            ),
          ),
          h(
            'tbody',
            {},
            parameters.map(({ description: text, name, type }) =>
              h(
                'tr',
                {},
                h('td', { class: 'name' }, name),
                h('td', { class: 'type' }, type),
                h('td', {}, text && prose(text)),
              ),
            ),
          ),
        ),
      ),
    section('Code', code(macro.macro_sql)),
    called.length > 0 &&
      section(
        'Calls',
        h(
          'ul',
          { class: 'links' },
          called.map((other) => h('li', {}, typeof other === 'string' ? nameOf(other) : link(other))),
        ),
      ),
    users.length > 0 &&
      section(
        `Used by (${users.length})`,
        h(
          'ul',
          { class: 'links' },
          users.map((user) => h('li', {}, link(user))),
        ),
      ),
  ];
}

/** Macros that come with the framework have no page. */
function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('.') + 1);
}
