import { useState } from 'preact/hooks';
import type { Answer } from './api.ts';
import { Dialog } from './dialog.tsx';
import { whole } from './format.ts';
import { useAnswer } from './load.ts';
import { language, reportQuery } from './state.ts';
import { DataTable } from './table.tsx';

const firstRows = 200;

/** The customers behind a cell: as many as it counts, to be looked at and taken away. */
export function DrillDown({
  title,
  report,
  further,
  onClose,
}: {
  readonly title: string;
  readonly report: string;
  readonly further: Readonly<Record<string, string>>;
  readonly onClose: () => void;
}) {
  const [wantsAll, wantAll] = useState(false);
  const limit: Record<string, string> = wantsAll ? {} : { limit: String(firstRows) };
  const { data, error } = useAnswer<Answer>(`/api/report/${report}${reportQuery({ ...further, ...limit })}`);
  const file = (extension: string): string =>
    `/download/${report}.${extension}${reportQuery({ ...further, locale: language.value })}`;
  return (
    <Dialog title={title} onClose={onClose}>
      {error && <p class="note bad">{error.message}</p>}
      {data && (
        <div data-report={report}>
          <p class="links">
            <strong class="count">{whole(data.total)} customers</strong>
            <a href={file('csv')} download>
              CSV
            </a>
            <a href={file('xlsx')} download>
              Excel
            </a>
          </p>
          <DataTable
            caption={title}
            table={data.tables['customers']!}
            first={50}
            total={data.total}
            onAll={() => wantAll(true)}
          />
        </div>
      )}
    </Dialog>
  );
}
