import type { NodeOutcome, SiteNode, SiteResource, SiteTest } from '../../contents/site-data.ts';
import { type Content, draw, h } from '../element.ts';
import { highlight } from '../highlight.ts';
import { markdown } from '../markdown.ts';
import { addressOf, titleOf } from '../titles.ts';
import { kindName, moment, mood } from '../wording.ts';

/** The dot in front of a resource, in its type's colour. */
export function dot(type: string): Content {
  return h('span', { class: `dot type-${type}`, title: kindName(type), 'aria-hidden': 'true' });
}

export function link(resource: SiteNode | SiteResource): Content {
  return h(
    'a',
    { href: addressOf(resource), class: 'resource' },
    dot(resource.resource_type),
    titleOf(resource),
  );
}

export function section(title: string, ...content: readonly Content[]): Content {
  return h('section', {}, h('h2', {}, title), content);
}

export function prose(text: string): Content {
  return h('div', { class: 'prose' }, markdown(text));
}

/** Terms with what is known; what is not is left out. */
export function facts(...rows: readonly (readonly [term: string, value: Content])[]): Content {
  const known = rows.filter(
    ([, value]) => value !== undefined && value !== null && value !== false && value !== '',
  );
  if (known.length === 0) return null;
  return h(
    'dl',
    { class: 'facts' },
    known.map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))),
  );
}

export function tagList(tags: readonly string[]): Content {
  if (tags.length === 0) return null;
  return tags.map((tag) =>
    h(
      'a',
      { class: 'tag', href: `#/graph?${new URLSearchParams({ select: `tag:${tag}` }).toString()}` },
      tag,
    ),
  );
}

export function badge(outcome: NodeOutcome | undefined): Content {
  if (!outcome)
    return h('span', { class: 'badge none', title: 'Not run yet, as far as is known' }, 'not run');
  const { at, failures, message, status } = outcome;
  const details = [
    message,
    failures !== undefined && failures > 0 ? `${failures} rows` : undefined,
    at === undefined ? undefined : moment(at),
  ];
  return h('span', { class: `badge ${mood(outcome)}`, title: details.filter(Boolean).join('\n') }, status);
}

export function testName({ name, test_metadata: generic }: SiteTest): string {
  return generic?.name ?? name;
}

/** A test in few words, with its last result. */
export function testChip(test: SiteTest): Content {
  const result = test.outcome ? mood(test.outcome) : 'none';
  return h(
    'a',
    {
      class: `chip ${result}`,
      href: addressOf(test),
      title: `${test.name}: ${test.outcome?.status ?? 'not run'}`,
    },
    testName(test),
  );
}

/** A block of code with a button that copies it. */
export function code(text: string, language = 'sql'): Content {
  return h(
    'div',
    { class: 'code-block' },
    copyButton(text),
    h('pre', { class: 'code', tabindex: 0 }, h('code', {}, highlight(text, language))),
  );
}

function copyButton(text: string): Content {
  return h(
    'button',
    {
      class: 'copy',
      type: 'button',
      onclick: (event: Event) => {
        const button = event.currentTarget as HTMLButtonElement;
        copy(text).then(
          () => (button.textContent = 'Copied'),
          () => (button.textContent = 'Not allowed'),
        );
        setTimeout(() => (button.textContent = 'Copy'), 1500);
      },
    },
    'Copy',
  );
}

/** Browsers lend the clipboard to secure pages only; others copy what is selected. */
async function copy(text: string): Promise<void> {
  if (isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

/** Panels of which one is shown; arrows go from tab to tab. */
export function tabs(
  label: string,
  panels: readonly (readonly [name: string, content: () => Content])[],
): Content {
  if (panels.length === 0) return null;
  const choose = (list: Element, index: number): void => {
    const buttons = [...list.querySelectorAll<HTMLElement>('[role=tab]')];
    for (const [other, button] of buttons.entries()) {
      button.setAttribute('aria-selected', String(other === index));
      button.tabIndex = other === index ? 0 : -1;
    }
    draw(list.parentElement!.querySelector('[role=tabpanel]')!, panels[index]![1]());
  };
  const buttons = panels.map(([name], index) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        'aria-selected': index === 0 ? 'true' : 'false',
        tabindex: index === 0 ? 0 : -1,
        onclick: (event: Event) => choose((event.currentTarget as Element).parentElement!, index),
      },
      name,
    ),
  );
  const onkeydown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const list = event.currentTarget as HTMLElement;
    const all = [...list.querySelectorAll<HTMLElement>('[role=tab]')];
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (step === undefined || at === -1) return;
    const next = (at + step + all.length) % all.length;
    choose(list, next);
    all[next]!.focus();
  };
  return h(
    'div',
    { class: 'tabs' },
    h('div', { role: 'tablist', 'aria-label': label, onkeydown }, buttons),
    h('div', { role: 'tabpanel' }, panels[0]![1]()),
  );
}
