import type { SiteColumn, SiteNode } from '../../contents/site-data.ts';
import { type Content, h } from '../element.ts';
import type { Project } from '../project.ts';
import { prose, section, tagList, testChip } from './parts.ts';

/** The table of columns. @param chosen The column that the address names. */
export function columnTable(project: Project, { columns }: SiteNode, chosen: string | undefined): Content {
  if (columns.length === 0) return null;
  return section(
    `Columns (${columns.length})`,
    h(
      'div',
      { class: 'scroll' },
      h(
        'table',
        { class: 'columns' },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ['Column', 'Type', 'Description', 'Tests'].map((name) => h('th', { scope: 'col' }, name)),
          ),
        ),
        h(
          'tbody',
          {},
          columns.map((column) => row(project, column, column.name === chosen)),
        ),
      ),
    ),
  );
}

function row(project: Project, column: SiteColumn, isChosen: boolean): Content {
  const { constraints = [], data_type: type = '', description, name, tags = [] } = column;
  return h(
    'tr',
    { class: isChosen ? 'chosen' : undefined },
    h('td', { class: 'name' }, name),
    h('td', { class: 'type' }, type.toLowerCase()),
    h(
      'td',
      {},
      description === undefined ? null : prose(description),
      constraints.map((constraint) => h('span', { class: 'tag' }, constraint.replaceAll('_', ' '))),
      tagList(tags),
    ),
    h('td', { class: 'chips' }, project.columnTests(column).map(testChip)),
  );
}
