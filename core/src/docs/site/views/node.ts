import type { SiteNode } from '../../contents/site-data.ts';
import { type Content, h } from '../element.ts';
import type { Project } from '../project.ts';
import { sampleQuery } from '../sample-query.ts';
import { selectionOf } from '../select-text.ts';
import { titleOf } from '../titles.ts';
import { count, duration, kindName, moment, mood } from '../wording.ts';
import { columnTable } from './columns.ts';
import { badge, code, dot, facts, link, prose, section, tabs, tagList, testChip } from './parts.ts';

/**
 * The page of whatever stands in the lineage.
 * @param graph The small graph of its neighbours.
 * @param column The column that the address names.
 */
export function nodePage(
  project: Project,
  node: SiteNode,
  graph: Content,
  column: string | undefined,
): Content {
  const { columns } = node;
  const tests = project.testsOf(node.unique_id);
  const ofColumns = new Set(columns.flatMap((each) => each.tests));
  const others = tests.filter(({ unique_id: id }) => !ofColumns.has(id));
  return [
    head(node),
    node.deprecation_date !== undefined &&
      h('p', { class: 'notice' }, `Deprecated: it goes away on ${node.deprecation_date.slice(0, 10)}.`),
    node.description === undefined
      ? h('p', { class: 'quiet' }, `This ${kindName(node.resource_type).toLowerCase()} has no description.`)
      : prose(node.description),
    properties(node),
    columnTable(project, node, column),
    others.length > 0 && section('Tests of the whole', h('p', { class: 'chips' }, others.map(testChip))),
    lineage(project, node, graph),
    codeTabs(node),
    moreFacts(node),
  ];
}

function head(node: SiteNode): Content {
  const { access, config, contract, outcome, resource_type: type } = node;
  const materialized = config['materialized'];
  const words = [
    typeof materialized === 'string' && materialized !== type ? materialized : undefined,
    access === undefined || access === 'protected' ? undefined : access,
    contract?.enforced === true ? 'contract' : undefined,
    typeof node.type === 'string' ? node.type : undefined,
    node.maturity === undefined ? undefined : `${node.maturity} maturity`,
  ];
  return h(
    'header',
    { class: 'page-head' },
    h('p', { class: 'kind' }, dot(type), kindName(type)),
    h('h1', {}, titleOf(node)),
    h(
      'p',
      { class: 'badges' },
      words.filter((word) => word !== undefined).map((word) => h('span', { class: 'tag plain' }, word)),
      tagList(node.tags),
      outcome && badge(outcome),
    ),
  );
}

function properties(node: SiteNode): Content {
  const { group, loader, outcome, owner, relation_name: relation, rows, stats = [], url } = node;
  const built = outcome?.at === undefined ? undefined : moment(outcome.at);
  const seconds = outcome?.seconds === undefined ? '' : ` in ${duration(outcome.seconds)}`;
  return facts(
    ['Relation', relation !== undefined && h('code', {}, relation)],
    ['Type in the database', node.table_type?.toLowerCase()],
    ['Size', sizeOf(rows, node.columns.length)],
    [node.resource_type === 'source' ? 'Last checked' : 'Last run', built && `${built}${seconds}`],
    ['Last loaded', outcome?.loaded_at !== undefined && moment(outcome.loaded_at)],
    ['Message', outcome && mood(outcome) !== 'good' && outcome.message],
    ...stats.map(({ label, value }) => [label, String(value)] as const),
    ['Owner', owner && ownerContent(owner)],
    ['Group', group],
    ['Loaded by', loader],
    [
      'Address',
      url !== undefined && h('a', { href: url, rel: 'noopener noreferrer', target: '_blank' }, url),
    ],
    ['Package', node.package_name],
    ['File', h('code', {}, node.original_file_path)],
  );
}

function sizeOf(rows: number | undefined, columns: number): string | undefined {
  if (rows === undefined) return undefined;
  return `${count(rows, 'row')} × ${count(columns, 'column')}`;
}

function ownerContent({ email, name }: NonNullable<SiteNode['owner']>): Content {
  if (email === undefined) return name;
  return h('a', { href: `mailto:${encodeURIComponent(email).replace('%40', '@')}` }, name ?? email);
}

function lineage(project: Project, node: SiteNode, graph: Content): Content {
  const list = (title: string, nodes: readonly SiteNode[]): Content =>
    h(
      'div',
      {},
      h('h3', {}, title),
      nodes.length === 0
        ? h('p', { class: 'quiet' }, 'none')
        : h(
            'ul',
            { class: 'links' },
            nodes.map((other) => h('li', {}, link(other))),
          ),
    );
  const children = project.children(node.unique_id);
  const exposures = [...project.selector.dag.descendants([node.unique_id])]
    .map((id) => project.node(id))
    .filter((other) => other?.resource_type === 'exposure')
    .filter((other) => other !== undefined);
  const others = children.filter(({ resource_type: type }) => type !== 'exposure');
  const all = new URLSearchParams({ select: `+${selectionOf(node)}+`, focus: node.unique_id });
  return section(
    'Lineage',
    graph,
    h('p', {}, h('a', { href: `#/graph?${all.toString()}` }, 'Show all that it reads and that reads it →')),
    h(
      'div',
      { class: 'pair' },
      list('Reads', project.parents(node)),
      list('Is read by', others),
      exposures.length > 0 && list('Exposures behind it', exposures),
    ),
  );
}

function codeTabs(node: SiteNode): Content {
  const { compiled_code: compiled, language, raw_code: source } = node;
  const sample = sampleQuery(node);
  const panels: (readonly [string, () => Content])[] = [];
  if (source !== undefined && node.resource_type !== 'seed')
    panels.push(['Source', () => code(source, language)]);
  if (compiled !== undefined) panels.push(['Compiled', () => code(compiled, language)]);
  if (sample !== undefined) panels.push(['Sample query', () => code(sample)]);
  return panels.length > 0 && section('Code', tabs('Code', panels));
}

/** What the project says beside it, as it says it. */
function moreFacts({ arguments: parameters, config, meta, returns, type_params: params }: SiteNode): Content {
  const { 'post-hook': after, 'pre-hook': before, meta: _meta, tags: _tags, ...rest } = config;
  const json = (value: unknown): Content =>
    value !== undefined && value !== null && h('pre', { class: 'code' }, JSON.stringify(value, null, 2));
  const hasRest = Object.keys(rest).length > 0;
  return [
    (meta ?? parameters ?? returns ?? params) !== undefined &&
      section(
        'More',
        facts(
          ['Meta', json(meta)],
          ['Arguments', json(parameters)],
          ['Returns', json(returns)],
          ['Parameters', json(params)],
        ),
      ),
    hasRest &&
      h(
        'details',
        {},
        h('summary', {}, 'Configuration'),
        json({
          ...rest,
          ...(before !== undefined && { 'pre-hook': before }),
          ...(after !== undefined && { 'post-hook': after }),
        }),
      ),
  ];
}
