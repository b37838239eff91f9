import { useEffect, useRef } from 'preact/hooks';
import { Select } from './choice.tsx';
import { change, cities, dayAfter, meta, parameter, shownWindow } from './state.ts';

/** The date window, the cities, and what is compared with: for every tab. */
export function Filters() {
  const choices = meta.value?.choices;
  const { from, to } = shownWindow.value;
  return (
    <form class="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <Select
        label="Window"
        chosen={presets().find((preset) => preset.from === from && preset.to === to)?.value ?? ''}
        choices={[{ value: '', text: 'Other dates' }, ...presets()]}
        onChoose={(value) => {
          const preset = presets().find((candidate) => candidate.value === value);
          if (preset) change({ from: preset.from, to: preset.to });
        }}
      />
      <label class="field">
        <span>From</span>
        <input
          type="date"
          value={from}
          onChange={(event) => event.currentTarget.value && change({ from: event.currentTarget.value, to })}
        />
      </label>
      <label class="field">
        <span>To</span>
        <input
          type="date"
          value={to}
          onChange={(event) => event.currentTarget.value && change({ from, to: event.currentTarget.value })}
        />
      </label>
      <CityMenu known={choices?.cities ?? []} />
      <Select
        label="Compare with"
        chosen={parameter('compare')}
        choices={[
          { value: '', text: 'Period before' },
          { value: 'year', text: 'Year before' },
        ]}
        onChoose={(compare) => change({ compare })}
      />
      {(parameter('from') || parameter('to') || cities.value.length > 0) && (
        <button
          type="button"
          class="quiet reset"
          onClick={() => change({ from: '', to: '', city: [], compare: '' })}
        >
          Reset
        </button>
      )}
    </form>
  );
}

interface Preset {
  readonly value: string;
  readonly text: string;
  readonly from: string;
  readonly to: string;
}

function presets(): Preset[] {
  const choices = meta.value?.choices;
  if (!choices) return [];
  const { firstDate, lastDate } = choices;
  const within = (date: string): string => (date < firstDate ? firstDate : date);
  const year = Number(lastDate.slice(0, 4));
  const yearAgo = dayAfter(`${year - 1}${lastDate.slice(4).replace('02-29', '02-28')}`);
  return [
    { value: '12m', text: 'Last 12 months', from: within(yearAgo), to: lastDate },
    { value: '90d', text: 'Last 90 days', from: within(dayAfter(lastDate, -89)), to: lastDate },
    { value: '30d', text: 'Last 30 days', from: within(dayAfter(lastDate, -29)), to: lastDate },
    ...Array.from({ length: Math.min(5, year - Number(firstDate.slice(0, 4)) + 1) }, (_, back) => ({
      value: String(year - back),
      text: String(year - back),
      from: within(`${year - back}-01-01`),
      to: back === 0 ? lastDate : `${year - back}-12-31`,
    })),
    { value: 'all', text: 'All data', from: firstDate, to: lastDate },
  ];
}

/** All cities count until some are chosen. */
function CityMenu({ known }: { readonly known: readonly string[] }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const chosen = cities.value;
  useEffect(() => {
    const close = (event: Event): void => {
      const isOutside = event instanceof MouseEvent && !menu.current?.contains(event.target as Node);
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape';
      if (menu.current && (isOutside || isEscape)) menu.current.open = false;
    };
    document.addEventListener('click', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('click', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  const text =
    chosen.length === 0 ? 'All cities' : chosen.length === 1 ? chosen[0] : `${chosen.length} cities`;
  return (
    <div class="field">
      <span id="cities-label">Cities</span>
      <details class="menu" ref={menu}>
        <summary aria-labelledby="cities-label cities-text">
          <span id="cities-text">{text}</span>
        </summary>
        <fieldset>
          <legend class="unseen">Cities</legend>
          <label>
            <input type="checkbox" checked={chosen.length === 0} onChange={() => change({ city: [] })} />
            All cities
          </label>
          {known.map((city) => (
            <label key={city}>
              <input
                type="checkbox"
                checked={chosen.includes(city)}
                onChange={(event) =>
                  change({
                    city: event.currentTarget.checked
                      ? [...chosen, city].sort()
                      : chosen.filter((other) => other !== city),
                  })
                }
              />
              {city}
            </label>
          ))}
        </fieldset>
      </details>
    </div>
  );
}
