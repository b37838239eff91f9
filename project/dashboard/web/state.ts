import { computed, effect, signal } from '@preact/signals';
import type { Meta } from './api.ts';

export const tabs = ['trends', 'forecast', 'products', 'rfm', 'cohorts', 'history'] as const;
export type Tab = (typeof tabs)[number];

/** The names that an address may have, in the order in which they are written. */
const names = [
  'tab',
  'from',
  'to',
  'city',
  'compare',
  'method',
  'season',
  'category',
  'reference',
  'earlier',
  'former',
  'segment',
  'cohort',
  'index',
  'q',
  'customer',
  'version',
  'lang',
  'theme',
] as const;
type Name = (typeof names)[number];

/** Everything that the page shows follows from its address and from what the server says. */
export const address = signal(new URLSearchParams(location.search));
export const meta = signal<Meta | undefined>(undefined);

addEventListener('popstate', () => (address.value = new URLSearchParams(location.search)));

/** The value of a parameter; empty when there is none. */
export function parameter(name: Name): string {
  return address.value.get(name) ?? '';
}

export const tab = computed<Tab>(() => tabs.find((name) => name === parameter('tab')) ?? 'trends');
export const cities = computed(() => address.value.getAll('city'));

/**
 * Changes parameters; empty removes one. The page goes on from there, and the browser's back button leads back.
 *
 * @param replace Without a step to go back to.
 */
export function change(
  changes: Partial<Record<Name, string | readonly string[]>>,
  { replace = false } = {},
): void {
  const next = new URLSearchParams();
  for (const name of names) {
    const value = changes[name];
    const values =
      value === undefined ? address.value.getAll(name) : typeof value === 'string' ? [value] : value;
    for (const item of values) if (item !== '') next.append(name, item);
  }
  if (next.toString() === address.value.toString()) return;
  const url = next.size === 0 ? location.pathname : `?${next}`;
  if (replace) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  address.value = next;
}

const viewNames: readonly Name[] = ['from', 'to', 'city', 'compare'];

/** The query string of a report in the view on the page, with further parameters that are not empty. */
export function reportQuery(further: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams();
  for (const name of viewNames) for (const value of address.value.getAll(name)) query.append(name, value);
  for (const [name, value] of Object.entries(further)) if (value !== '') query.append(name, value);
  return query.size === 0 ? '' : `?${query}`;
}

/** The window on the page: what was chosen, or the last twelve months of the data. */
export const shownWindow = computed(() => {
  const { firstDate = '', lastDate = '' } = meta.value?.choices ?? {};
  const to = parameter('to') || lastDate;
  const yearBefore =
    lastDate && dayAfter(`${Number(lastDate.slice(0, 4)) - 1}${lastDate.slice(4).replace('02-29', '02-28')}`);
  const usual = yearBefore < firstDate ? firstDate : yearBefore;
  return { from: parameter('from') || (to < usual ? firstDate : usual), to };
});

export function dayAfter(date: string, days = 1): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

const darkWished = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(darkWished.matches);
darkWished.addEventListener('change', () => (systemIsDark.value = darkWished.matches));

export const isDark = computed(() =>
  parameter('theme') ? parameter('theme') === 'dark' : systemIsDark.value,
);
/** Numbers as in German or in English; that of the browser unless chosen. */
export const language = computed<'de' | 'en'>(() => {
  const chosen = parameter('lang');
  if (chosen === 'de' || chosen === 'en') return chosen;
  return navigator.language.startsWith('de') ? 'de' : 'en';
});

effect(() => {
  document.documentElement.dataset['theme'] = isDark.value ? 'dark' : 'light';
});
