import { useState } from 'preact/hooks';
import { type Answer, column, type ShopAt, type ShopVersions } from '../api.ts';
import { Select } from '../choice.tsx';
import { moment } from '../format.ts';
import { useAnswer } from '../load.ts';
import { change, parameter } from '../state.ts';
import { DataTable } from '../table.tsx';
import { Tile } from '../tile.tsx';

export function History() {
  return (
    <>
      <CustomerHistory />
      <ShopHistory />
    </>
  );
}

/** A customer is looked for, chosen, and shown through time. */
function CustomerHistory() {
  const [typed, type] = useState(parameter('q'));
  const asked = parameter('q');
  const customer = parameter('customer');
  const found = useAnswer<Answer>(
    asked ? `/api/report/customer-search?q=${encodeURIComponent(asked)}` : undefined,
  );
  const versions = useAnswer<Answer>(
    customer ? `/api/report/customer-history?customer=${encodeURIComponent(customer)}` : undefined,
  );
  return (
    <section class="tile" aria-busy={found.isLoading || versions.isLoading}>
      <header class="tile-head">
        <h2>A customer through time</h2>
      </header>
      <form
        class="search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          change({ q: typed.trim(), customer: '' });
        }}
      >
        <label class="field">
          <span>Name or number</span>
          <input
            type="search"
            value={typed}
            maxLength={100}
            onInput={(event) => type(event.currentTarget.value)}
          />
        </label>
        <button type="submit">Find</button>
      </form>
      {found.error && <p class="note bad">{found.error.message}</p>}
      {found.data?.notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      {found.data && found.data.total > 0 && <Found answer={found.data} chosen={customer} />}
      {versions.error && <p class="note bad">{versions.error.message}</p>}
      {customer && versions.data && (
        <Tile
          title={`Customer ${customer}`}
          report="customer-history"
          loaded={versions}
          further={{ customer }}
        >
          {({ tables }) => (
            <>
              <h3>Versions</h3>
              <DataTable caption="Versions of the customer" table={tables['versions']!} />
              <h3>Orders</h3>
              <DataTable caption="Orders of the customer by day" table={tables['orders']!} first={10} />
            </>
          )}
        </Tile>
      )}
    </section>
  );
}

function Found({ answer, chosen }: { readonly answer: Answer; readonly chosen: string }) {
  const table = answer.tables['customers'];
  const [ids, names, cities, versions] = ['customer_id', 'full_name', 'city', 'versions'].map((key) =>
    column(table, key),
  );
  return (
    <ul class="found">
      {ids!.map((id, row) => (
        <li key={String(id)}>
          <button
            type="button"
            aria-pressed={String(id) === chosen}
            onClick={() => change({ customer: String(id) })}
          >
            {names![row]}
            <small>
              {String(id)} · {cities![row]} ·{' '}
              {versions![row] === 1 ? '1 version' : `${String(versions![row])} versions`}
            </small>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The shop as of any version of its Delta tables, beside today's. */
function ShopHistory() {
  const { data: list, error, isLoading: isListing } = useAnswer<ShopVersions>('/api/shop/versions');
  const version = parameter('version') || String(list?.versions[0]?.version ?? '');
  const {
    data: shop,
    error: shopError,
    isLoading,
  } = useAnswer<ShopAt>(version ? `/api/shop?version=${version}` : undefined);
  return (
    <section class={`tile${isLoading ? ' is-loading' : ''}`} aria-busy={isLoading || isListing}>
      <header class="tile-head">
        <h2>The shop as it was</h2>
        <div class="tools">
          <Select
            label="Delta version of the orders"
            chosen={version}
            choices={(list?.versions ?? []).map(({ version: number, committedAt }) => ({
              value: String(number),
              text: `${number}, ${moment(committedAt)}`,
            }))}
            onChoose={(value) => change({ version: value })}
          />
        </div>
      </header>
      <p class="fine">
        Read from the raw Delta tables as they were at that commit: all tables of that moment, side by side
        with the newest.
      </p>
      {(error ?? shopError) && <p class="note bad">{(error ?? shopError)!.message}</p>}
      {shop && <DataTable caption={`The shop as of version ${shop.version}`} table={shop.figures} />}
    </section>
  );
}
