import { useState } from 'preact/hooks';
import { type Answer, column } from './api.ts';
import { day, money, signedPercent, whole, wholeMoney } from './format.ts';
import { useAnswer } from './load.ts';
import { checksMood, checksText, ProvenanceDialog } from './provenance.tsx';
import { meta, parameter, reportQuery } from './state.ts';

const formats = [wholeMoney, whole, money, whole];

/** The four figures of the window, each with its change. */
export function Headline() {
  const { data, error, isLoading } = useAnswer<Answer>(`/api/report/summary${reportQuery()}`);
  const [explains, explain] = useState(false);
  const table = data?.tables['figures'];
  const [names, now, before, changes] = ['figure', 'now', 'before', 'change'].map((key) =>
    column(table, key),
  );
  const comparedWith = data
    ? `${parameter('compare') === 'year' ? 'a year before' : 'the period before'}, ${day(String(data.facts['comparedFrom']))} – ${day(String(data.facts['comparedTo']))}`
    : '';
  const checks = meta.value?.checks['summary'];
  return (
    <section
      class={`headline${isLoading ? ' is-loading' : ''}`}
      aria-label="Key figures"
      aria-busy={isLoading}
      data-report="summary"
    >
      {error && (
        <p class="note bad" role="alert">
          {error.message}
        </p>
      )}
      <dl class="figures">
        {(data ? names! : ['Revenue', 'Orders', 'Average order value', 'Active customers']).map(
          (name, index) => (
            <div key={String(name)} class="figure">
              <dt>{name}</dt>
              <dd>
                <span class="value">
                  {typeof now?.[index] === 'number' ? formats[index]!(now[index]) : '–'}
                </span>
                <Change
                  value={changes?.[index] ?? null}
                  before={before?.[index] ?? null}
                  format={formats[index]!}
                />
              </dd>
            </div>
          ),
        )}
      </dl>
      <p class="fine">
        Revenue is quantity × price, net of returns; cancelled orders are not counted.
        {data &&
          ` Compared with ${comparedWith}${data.facts['isPartial'] === true ? ' (partial)' : ''}.`}{' '}
        {checks && <span class={`badge ${checksMood(checks)}`}>{checksText(checks)}</span>}{' '}
        <button type="button" class="link" onClick={() => explain(true)}>
          How is this computed?
        </button>
      </p>
      {data?.notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      {explains && <ProvenanceDialog report="summary" query={reportQuery()} onClose={() => explain(false)} />}
    </section>
  );
}

function Change({
  value,
  before,
  format,
}: {
  readonly value: unknown;
  readonly before: unknown;
  readonly format: (value: number) => string;
}) {
  if (typeof value !== 'number') return <span class="change">nothing to compare with</span>;
  const direction = value > 0.0005 ? 'up' : value < -0.0005 ? 'down' : 'same';
  return (
    <span class={`change ${direction}`}>
      <span aria-hidden="true">{{ up: '▲', down: '▼', same: '■' }[direction]} </span>
      {signedPercent(value)}
      {typeof before === 'number' && <span class="before"> from {format(before)}</span>}
    </span>
  );
}
