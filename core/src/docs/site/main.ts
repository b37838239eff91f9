import type { SiteData } from '../contents/site-data.ts';
import { type Place, readAddress } from './address.ts';
import { type Content, draw, h, toElement } from './element.ts';
import { Project } from './project.ts';
import { searchBox } from './search-box.ts';
import { markCurrent, sidebar } from './sidebar.ts';
import { applyTheme, themeSwitch } from './theme.ts';
import { titleOf } from './titles.ts';
import { graphPage, type LivePage, neighbourGraph } from './views/graph.ts';
import { macroPage } from './views/macro.ts';
import { nodePage } from './views/node.ts';
import { listPage, overviewPage } from './views/overview.ts';
import { testPage } from './views/test.ts';

applyTheme();
start(readData());

/** The data is a script beside the page, or a block in it. */
function readData(): SiteData | undefined {
  const linked = (globalThis as { readonly bkBuildDocs?: string }).bkBuildDocs;
  const text = linked ?? document.querySelector('#docs-data')?.textContent;
  return text ? (JSON.parse(text) as SiteData) : undefined;
}

function start(data: SiteData | undefined): void {
  if (!data) {
    draw(document.body, h('p', { class: 'notice' }, 'docs-data.js is not beside this page.'));
    return;
  }
  const project = new Project(data);
  const main = toElement(h('main', { id: 'main', tabindex: -1 }));
  const tree = toElement(h('nav', { class: 'sidebar', 'aria-label': 'Project' }, sidebar(project)));
  let live: LivePage | undefined;
  draw(
    document.body,
    header(project, () => live?.recolour()),
    h('div', { class: 'shell' }, tree, main),
  );

  const show = (isFirst: boolean): void => {
    live?.close();
    live = undefined;
    document.body.classList.remove('menu-open');
    const place = readAddress(location.hash);
    const page = pageOf(project, place, (graph) => (live = graph));
    main.classList.toggle('wide', place.page === 'graph');
    draw(main, page.content);
    document.title =
      page.title === '' ? project.data.project.name : `${page.title} · ${project.data.project.name}`;
    markCurrent(tree, project, project.node(place.id) ?? project.macro(place.id));
    main.scrollTo(0, 0);
    if (!isFirst && place.page !== 'graph') main.focus({ preventScroll: true });
    main.querySelector('.chosen')?.scrollIntoView({ block: 'center' });
  };
  addEventListener('hashchange', () => show(false));
  show(true);
}

function header(project: Project, redraw: () => void): Content {
  const toggle = (): void => void document.body.classList.toggle('menu-open');
  return h(
    'header',
    { class: 'top' },
    h('a', { class: 'skip', href: '#main', onclick: skip }, 'To the content'),
    h('button', { type: 'button', class: 'icon menu', 'aria-label': 'Project tree', onclick: toggle }, '☰'),
    h('a', { class: 'home', href: '#/' }, project.data.project.name),
    searchBox(project),
    h('a', { class: 'nav', href: '#/graph' }, 'Lineage'),
    themeSwitch(redraw),
  );
}

function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}

interface Page {
  readonly title: string;
  readonly content: Content;
}

/** @param keep Takes the page's graph, so that it is told when the page is left. */
function pageOf(project: Project, place: Place, keep: (graph: LivePage) => void): Page {
  const { id, page, query } = place;
  if (page === 'overview') return { title: '', content: article(overviewPage(project)) };
  if (page === 'list') return { title: id, content: article(listPage(project, id)) };
  if (page === 'graph') {
    const graph = graphPage(project, place);
    keep(graph);
    return { title: 'Lineage', content: graph.content };
  }
  const node = project.node(id);
  if (node) {
    const graph = neighbourGraph(project, node);
    keep(graph);
    return {
      title: titleOf(node),
      content: article(nodePage(project, node, graph.content, query.get('column'))),
    };
  }
  const test = project.test(id);
  if (test) return { title: test.name, content: article(testPage(project, test)) };
  const macro = project.macro(id);
  if (macro) return { title: macro.name, content: article(macroPage(project, macro)) };
  return {
    title: 'Not found',
    content: article([
      h('h1', {}, 'Not found'),
      h(
        'p',
        {},
        `The project has no ${page} "${id}". It may have been renamed, or is hidden from the documentation.`,
      ),
    ]),
  };
}

function article(content: Content): Content {
  return h('article', {}, content);
}
