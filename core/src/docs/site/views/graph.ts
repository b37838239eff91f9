import type { SiteNode } from '../../contents/site-data.ts';
import { type Place, writeAddress } from '../address.ts';
import { type Content, draw, h, toElement } from '../element.ts';
import { GraphView } from '../graph/view.ts';
import type { Project } from '../project.ts';
import { neighbourhood } from '../select-text.ts';
import { addressOf, titleOf } from '../titles.ts';
import { count, kindName, kindNames, kindsOf } from '../wording.ts';
import { dot, link } from './parts.ts';

/** A page that has to be told when it is left. */
export interface LivePage {
  readonly content: Content;
  /** Colours have changed. */
  recolour(): void;
  close(): void;
}

const initialSteps = 2;
/** dagre would need minutes for more, and nobody can read it. */
const mostNodes = 3000;

/** The lineage of all, or of what a text in the language of `--select` means. */
export function graphPage(project: Project, { query }: Place): LivePage {
  const text = query.get('select') ?? '';
  const hidden = new Set((query.get('hide') ?? '').split(',').filter(Boolean));
  const focus = query.get('focus');
  const steps = Number(query.get('steps') ?? initialSteps) || initialSteps;
  const go = (values: Readonly<Record<string, string>>): void => {
    location.hash = writeAddress('graph', {
      select: text,
      hide: [...hidden].join(','),
      steps: steps === initialSteps ? '' : String(steps),
      ...values,
    });
  };
  const { ids, problem } =
    text.trim() === '' ? { ids: undefined, problem: undefined } : project.selector.select(text);
  const selected = Object.values(project.data.nodes).filter(({ unique_id: id }) => !ids || ids.has(id));
  const nodes = selected.filter(({ resource_type: type }) => !hidden.has(type));

  const status = toElement(h('p', { class: 'graph-status', role: 'status' }));
  const panel = toElement(h('aside', { class: 'graph-panel', 'aria-live': 'polite' }));
  const view = new GraphView(
    project.selector.dag,
    {
      onChoose: (node) => draw(panel, node && chosenContent(project, node, steps, go)),
      onOpen: (node) => (location.hash = addressOf(node)),
    },
    true,
  );
  const summary = `${count(nodes.length, 'node')}${selected.length > nodes.length ? ` of ${selected.length}` : ''}`;
  if (nodes.length > mostNodes) {
    draw(status, `${summary}: too many to draw. Select some, for example +name or tag:finance.`);
  } else {
    draw(status, nodes.length > 200 ? `${summary}: laying out…` : summary);
    view.show(nodes, focus).then(
      (isShown) => isShown && draw(status, [problem, summary].filter(Boolean).join(' ')),
      (error: unknown) => draw(status, `The layout failed: ${String(error)}`),
    );
  }
  return {
    content: h(
      'div',
      { class: 'graph-page' },
      h('h1', { class: 'unseen' }, 'Lineage'),
      toolbar(project, text, hidden, go, view),
      view.canvas,
      panel,
      status,
    ),
    recolour: () => view.recolour(),
    close: () => view.close(),
  };
}

type Go = (values: Readonly<Record<string, string>>) => void;

function toolbar(
  project: Project,
  text: string,
  hidden: ReadonlySet<string>,
  go: Go,
  view: GraphView,
): Content {
  const types = kindsOf(Object.values(project.data.nodes));
  const toggle = (type: string): void => {
    const next = new Set(hidden);
    if (!next.delete(type)) next.add(type);
    go({ hide: [...next].join(',') });
  };
  return h(
    'form',
    {
      class: 'graph-bar',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        const value = new FormData(event.currentTarget as HTMLFormElement).get('select');
        go({ select: typeof value === 'string' ? value : '' });
      },
    },
    h('input', {
      name: 'select',
      class: 'select-box',
      value: text,
      placeholder: 'Select: +orders, tag:finance, path:models/marts, 2+orders+1 …',
      'aria-label': 'Select, as on the command line',
      autocomplete: 'off',
      spellcheck: 'false',
    }),
    h('button', { type: 'submit' }, 'Select'),
    text !== '' && h('button', { type: 'button', onclick: () => go({ select: '' }) }, 'All'),
    h(
      'span',
      { class: 'legend' },
      types.map((type) =>
        h(
          'button',
          {
            type: 'button',
            class: 'legend-item',
            'aria-pressed': hidden.has(type) ? 'false' : 'true',
            title: `Show or hide ${kindNames(type).toLowerCase()}`,
            onclick: () => toggle(type),
          },
          dot(type),
          kindNames(type),
        ),
      ),
    ),
    h(
      'span',
      { class: 'zoom' },
      h('button', { type: 'button', 'aria-label': 'Larger', onclick: () => view.zoom(1.4) }, '+'),
      h('button', { type: 'button', 'aria-label': 'Smaller', onclick: () => view.zoom(1 / 1.4) }, '−'),
      h('button', { type: 'button', onclick: () => view.fit() }, 'Fit'),
    ),
  );
}

function chosenContent(project: Project, node: SiteNode, steps: number, go: Go): Content {
  const around = (number: number): void =>
    go({ select: neighbourhood(node, number), focus: node.unique_id, steps: String(number) });
  return [
    h('p', { class: 'kind' }, dot(node.resource_type), kindName(node.resource_type)),
    h('h2', {}, link(node)),
    node.description !== undefined && h('p', {}, firstSentence(node.description)),
    h(
      'p',
      { class: 'quiet' },
      `reads ${project.parents(node).length}, is read by ${project.children(node.unique_id).length}`,
    ),
    h(
      'p',
      { class: 'focus' },
      'Focus on ',
      h('input', {
        type: 'number',
        min: 1,
        max: 20,
        value: steps,
        'aria-label': 'Steps up and down',
        onchange: (event: Event) => around(Number((event.currentTarget as HTMLInputElement).value) || 1),
      }),
      ' steps ',
      h('button', { type: 'button', onclick: () => around(steps) }, 'Focus'),
    ),
    h('p', {}, h('a', { class: 'button', href: addressOf(node) }, `Open ${titleOf(node)}`)),
  ];
}

function firstSentence(text: string): string {
  const [sentence = ''] = text.trim().split(/(?<=[.!?])\s|\n/, 1);
  return sentence.length > 200 ? `${sentence.slice(0, 200)}…` : sentence;
}

/** The neighbours of one node, for its page. */
export function neighbourGraph(project: Project, node: SiteNode): LivePage {
  const { dag } = project.selector;
  const { unique_id: id } = node;
  const ids = [id, ...dag.parents(id), ...dag.children(id)];
  const nodes = ids.slice(0, mostNeighbours).map((other) => project.node(other));
  const known = nodes.filter((other) => other !== undefined);
  const view = new GraphView(
    dag,
    {
      onClick: (other) => (location.hash = addressOf(other)),
      onOpen: (other) => (location.hash = addressOf(other)),
    },
    false,
  );
  view.show(known, id).catch(() => view.canvas.remove());
  return {
    content: known.length > 1 && h('div', { class: 'graph-small' }, view.canvas),
    recolour: () => view.recolour(),
    close: () => view.close(),
  };
}

const mostNeighbours = 60;
