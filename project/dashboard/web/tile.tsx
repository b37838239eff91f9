import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from './api.ts';
import { day, moment } from './format.ts';
import type { Loaded } from './load.ts';
import { checksMood, checksText, ProvenanceDialog } from './provenance.tsx';
import { language, meta, reportQuery } from './state.ts';

interface TileProps {
  readonly title: string;
  readonly report: string;
  readonly loaded: Loaded<Answer>;
  /** Parameters of the report beyond the view. */
  readonly further?: Readonly<Record<string, string>>;
  /** The table that downloads hold; the first by default. */
  readonly table?: string;
  readonly tools?: ComponentChildren;
  readonly children: (answer: Answer) => ComponentChildren;
}

/** A part of the page with its title, its tools, its files, and where its figures come from. */
export function Tile({ title, report, loaded, further = {}, table = '', tools, children }: TileProps) {
  const [explains, explain] = useState(false);
  const { data, error, isLoading } = loaded;
  const query = reportQuery(further);
  const file = (extension: string): string =>
    `/download/${report}.${extension}${reportQuery({ ...further, table, locale: language.value })}`;
  return (
    <section class={`tile${isLoading ? ' is-loading' : ''}`} aria-busy={isLoading} data-report={report}>
      <header class="tile-head">
        <h2>{title}</h2>
        {tools && <div class="tools">{tools}</div>}
      </header>
      {error && (
        <p class="note bad" role="alert">
          {error.message}
        </p>
      )}
      {data?.notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      {data && !error && children(data)}
      <footer class="tile-foot">
        <Freshness report={report} />
        <span class="links">
          <button type="button" class="link" onClick={() => explain(true)}>
            How is this computed?
          </button>
          <a href={file('csv')} download>
            CSV
          </a>
          <a href={file('xlsx')} download>
            Excel
          </a>
        </span>
      </footer>
      {explains && <ProvenanceDialog report={report} query={query} onClose={() => explain(false)} />}
    </section>
  );
}

/** How fresh a tile's data are, and whether the tests behind it pass. */
function Freshness({ report }: { readonly report: string }) {
  const known = meta.value;
  const checks = known?.checks[report];
  if (!known || !checks) return <span />;
  return (
    <span class="freshness">
      <span class={`badge ${checksMood(checks)}`}>{checksText(checks)}</span>
      <span>
        Data to {day(known.choices.lastDate)}, built {moment(known.builtAt)}
      </span>
    </span>
  );
}
