import { type ComponentType, render } from 'preact';
import { useEffect } from 'preact/hooks';
import { ask, type Meta, ServerError } from './api.ts';
import { Toggle } from './choice.tsx';
import { Filters } from './filters.tsx';
import { day, moment } from './format.ts';
import { Headline } from './headline.tsx';
import { signal } from '@preact/signals';
import { change, isDark, language, meta, reportQuery, tab, type Tab, tabs } from './state.ts';
import { Cohorts } from './tabs/cohorts.tsx';
import { Forecast } from './tabs/forecast.tsx';
import { History } from './tabs/history.tsx';
import { Products } from './tabs/products.tsx';
import { Rfm } from './tabs/rfm.tsx';
import { Trends } from './tabs/trends.tsx';

const pages: Readonly<Record<Tab, { readonly title: string; readonly content: ComponentType }>> = {
  trends: { title: 'Trends', content: Trends },
  forecast: { title: 'Forecasting', content: Forecast },
  products: { title: 'Products', content: Products },
  rfm: { title: 'RFM', content: Rfm },
  cohorts: { title: 'Cohorts', content: Cohorts },
  history: { title: 'History', content: History },
};

const failure = signal<ServerError | undefined>(undefined);

/** How often the page looks whether there is a newer build. */
const pollMs = 4_000;

/** Learns what there is; a newer build changes the page by itself. */
async function refresh(): Promise<void> {
  try {
    const { generation } = await ask<{ generation: string | null }>('/api/health');
    if (generation === null || generation !== meta.value?.generation)
      meta.value = await ask<Meta>('/api/meta');
    failure.value = undefined;
  } catch (error) {
    failure.value = error instanceof ServerError ? error : new ServerError('FAILED', String(error));
  }
}

function App() {
  useEffect(() => {
    const timer = setInterval(() => void refresh(), pollMs);
    return () => clearInterval(timer);
  }, []);
  const chosen = tab.value;
  const { title, content: Content } = pages[chosen];
  useEffect(() => {
    document.title = `${title} – BerlinKart`;
  }, [title]);
  return (
    <>
      <a class="skip" href="#content">
        To the content
      </a>
      <Banner />
      {failure.value && (
        <p class="note bad" role="alert">
          {failure.value.message}
        </p>
      )}
      {meta.value && (
        <>
          <Filters />
          <Headline />
          <main>
            <TabList chosen={chosen} />
            <div id="content" role="tabpanel" aria-labelledby={`tab-${chosen}`} tabIndex={-1}>
              <Content />
            </div>
          </main>
        </>
      )}
    </>
  );
}

function Banner() {
  const known = meta.value;
  return (
    <header class="banner">
      <h1>
        <img src="/icon.svg" alt="" width="28" height="28" /> BerlinKart
      </h1>
      {known && (
        <p class="fresh">
          Data to {day(known.choices.lastDate)}, built {moment(known.builtAt)}
        </p>
      )}
      <div class="settings">
        {known && (
          <a class="button" href={`/download/all.zip${reportQuery({ locale: language.value })}`} download>
            Download all
          </a>
        )}
        <Toggle
          label="Number format"
          choices={{ de: '1.234,5', en: '1,234.5' }}
          chosen={language.value}
          onChoose={(lang) => change({ lang }, { replace: true })}
        />
        <button
          type="button"
          class="quiet"
          aria-label={isDark.value ? 'Light colours' : 'Dark colours'}
          onClick={() => change({ theme: isDark.value ? 'light' : 'dark' }, { replace: true })}
        >
          {isDark.value ? '☀' : '☾'}
        </button>
      </div>
    </header>
  );
}

/** Tabs as the keyboard knows them: arrows go along, Home and End to the ends. */
function TabList({ chosen }: { readonly chosen: Tab }) {
  const go = (name: Tab): void => {
    // What was chosen within a tab stays behind.
    change({ tab: name === 'trends' ? '' : name, cohort: '', index: '', former: '', segment: '' });
    document.querySelector<HTMLElement>(`#tab-${name}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = tabs.indexOf(chosen);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    go(tabs[(next + tabs.length) % tabs.length]!);
  };
  return (
    <div class="tabs" role="tablist" aria-label="Subjects" onKeyDown={onKeyDown}>
      {tabs.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={name === chosen}
          aria-controls="content"
          tabIndex={name === chosen ? 0 : -1}
          onClick={() => go(name)}
        >
          {pages[name].title}
        </button>
      ))}
    </div>
  );
}

await refresh();
const root = document.querySelector('#app')!;
root.replaceChildren();
render(<App />, root);
