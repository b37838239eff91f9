import { useState } from 'preact/hooks';
import type { Checks, Provenance } from './api.ts';
import { Dialog } from './dialog.tsx';
import { day, moment } from './format.ts';
import { useAnswer } from './load.ts';
import { meta } from './state.ts';

/** In a few words whether the tests behind something pass. */
export function checksText({ passed, failed, outdated }: Checks): string {
  if (failed.length > 0) return `${failed.length} of ${passed + failed.length} tests fail`;
  if (outdated > 0) return `${outdated} tests not run since the build`;
  return `${passed} tests pass`;
}

export function checksMood({ failed, outdated }: Checks): 'good' | 'warn' | 'bad' {
  if (failed.length > 0) return 'bad';
  return outdated > 0 ? 'warn' : 'good';
}

/** How a tile is computed: in words, in SQL, and by which models, with their tests. */
export function ProvenanceDialog({
  report,
  query,
  onClose,
}: {
  readonly report: string;
  readonly query: string;
  readonly onClose: () => void;
}) {
  const { data, error } = useAnswer<Provenance>(`/api/provenance/${report}${query}`);
  return (
    <Dialog title="How is this computed?" onClose={onClose}>
      {error && <p class="note bad">{error.message}</p>}
      {data && (
        <>
          <p>{data.about}</p>
          {meta.value && (
            <p>
              Data up to {day(meta.value.choices.lastDate)}, built {moment(meta.value.builtAt)}.{' '}
              {checksText(data.checks)}.
            </p>
          )}
          {data.checks.failed.length > 0 && (
            <ul>
              {data.checks.failed.map((name) => (
                <li key={name}>{name}</li>
              ))}
            </ul>
          )}
          <h3>SQL</h3>
          {data.statements.map(({ name, sql }, index) => (
            <Code key={name} title={name} text={sql} isOpen={index === 0} />
          ))}
          <h3>Models</h3>
          {data.models.map(({ name, path, description, sql }) => (
            <section key={name}>
              <p>
                <strong>{name}</strong> {description}
              </p>
              <Code title={path} text={sql} />
            </section>
          ))}
        </>
      )}
    </Dialog>
  );
}

function Code({
  title,
  text,
  isOpen = false,
}: {
  readonly title: string;
  readonly text: string;
  readonly isOpen?: boolean;
}) {
  const [isCopied, setCopied] = useState(false);
  return (
    <details open={isOpen}>
      <summary>{title}</summary>
      <button
        type="button"
        class="small"
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      >
        {isCopied ? 'Copied' : 'Copy SQL'}
      </button>
      <pre tabIndex={0}>{text.trim()}</pre>
    </details>
  );
}
