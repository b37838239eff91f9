import { writeAddress } from './address.ts';
import { type Content, draw, h, toElement } from './element.ts';
import type { Project } from './project.ts';
import { looksLikeSelection } from './selection.ts';
import { count, kindName } from './wording.ts';
import { dot } from './views/parts.ts';

interface Suggestion {
  readonly address: string;
  readonly content: Content;
}

/** The search field with its list of findings: `/` goes there, arrows choose, Enter opens, Esc leaves. */
export function searchBox(project: Project): HTMLElement {
  let suggestions: readonly Suggestion[] = [];
  let chosen = 0;
  const input = toElement(
    h('input', {
      type: 'search',
      id: 'search',
      placeholder: 'Search, or select: +orders, tag:finance …',
      'aria-label': 'Search models, columns, macros and sources',
      role: 'combobox',
      'aria-expanded': 'false',
      'aria-controls': 'findings',
      'aria-autocomplete': 'list',
      autocomplete: 'off',
      spellcheck: 'false',
      oninput: () => update(),
      onfocus: () => update(),
      onkeydown: (event: KeyboardEvent) => key(event),
    }),
  ) as HTMLInputElement;
  const list = toElement(h('ul', { id: 'findings', role: 'listbox', hidden: true }));
  const box = toElement(h('div', { class: 'search', role: 'search' }, input, h('kbd', {}, '/'), list));
  box.addEventListener('focusout', (event) => {
    if (!box.contains(event.relatedTarget as Node | null)) close();
  });

  function update(): void {
    const text = input.value.trim();
    suggestions = text === '' ? [] : suggestionsFor(project, text);
    chosen = 0;
    list.hidden = text === '';
    input.setAttribute('aria-expanded', String(text !== ''));
    const items = suggestions.map(({ address, content }, index) =>
      h(
        'li',
        { role: 'option', id: `finding-${index}` },
        h('a', { href: address, tabindex: -1, onclick: () => leave() }, content),
      ),
    );
    draw(list, suggestions.length === 0 ? h('li', { class: 'quiet' }, 'Nothing has that name.') : items);
    mark();
  }

  function mark(): void {
    for (const [index, item] of [...list.querySelectorAll('[role=option]')].entries()) {
      item.setAttribute('aria-selected', String(index === chosen));
      if (index === chosen) item.scrollIntoView({ block: 'nearest' });
    }
    if (suggestions.length > 0) input.setAttribute('aria-activedescendant', `finding-${chosen}`);
    else input.removeAttribute('aria-activedescendant');
  }

  function key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && suggestions.length > 0) {
      chosen = (chosen + step + suggestions.length) % suggestions.length;
      mark();
    } else if (event.key === 'Enter' && suggestions.length > 0) {
      location.hash = suggestions[chosen]!.address;
      leave();
    } else if (event.key === 'Escape') {
      leave();
    } else {
      return;
    }
    event.preventDefault();
  }

  function leave(): void {
    close();
    input.value = '';
    input.blur();
  }

  function close(): void {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
  }

  document.addEventListener('keydown', (event) => {
    const target = event.target as Element;
    if (event.key !== '/' || event.ctrlKey || event.metaKey || target.matches('input, textarea, select'))
      return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  return box;
}

function suggestionsFor(project: Project, text: string): readonly Suggestion[] {
  const found = project.search.find(text).map(({ address, description, kind, place, title }) => ({
    address,
    content: [
      dot(kind),
      h(
        'span',
        { class: 'finding' },
        h('strong', {}, title),
        h('small', {}, kind === 'column' ? `in ${place}` : place),
      ),
      h('span', { class: 'finding-kind' }, kindName(kind)),
      description !== '' && h('span', { class: 'finding-text' }, description.split('\n', 1)[0]),
    ],
  }));
  if (!looksLikeSelection(text)) return found;
  const { ids, problem } = project.selector.select(text);
  const selection = {
    address: writeAddress('graph', { select: text }),
    content: [
      dot('graph'),
      h(
        'span',
        { class: 'finding' },
        h('strong', {}, `Lineage of ${text}`),
        h('small', {}, problem ?? count(ids.size, 'node')),
      ),
    ],
  };
  return [selection, ...found];
}
