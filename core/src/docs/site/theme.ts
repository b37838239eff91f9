import { type Content, h } from './element.ts';

const key = 'bk-build-docs-theme';

/** Light or dark as the system has it, unless the reader has switched. */
export function applyTheme(): void {
  const kept = read();
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset['theme'] = kept;
}

/** @param onChange Called when colours have changed, by the reader or the system. */
export function themeSwitch(onChange: () => void): Content {
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', onChange);
  const onclick = (): void => {
    const { dataset } = document.documentElement;
    const isDark = dataset['theme'] === undefined ? system.matches : dataset['theme'] === 'dark';
    dataset['theme'] = isDark ? 'light' : 'dark';
    keep(dataset['theme']);
    onChange();
  };
  return h(
    'button',
    { type: 'button', class: 'icon', title: 'Light or dark', 'aria-label': 'Light or dark', onclick },
    '◐',
  );
}

/** Pages from files may have no storage. */
function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(theme: string): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // The switch then holds until the page is closed.
  }
}
