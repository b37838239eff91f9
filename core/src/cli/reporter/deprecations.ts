import type { Diagnostic } from '../../diagnostics/index.ts';
import { place } from '../../diagnostics/index.ts';
import type { Entry } from './entry.ts';
import { formatCount } from './format.ts';

/** Deprecations of one invocation: told in one note at its end, by their kinds. */
export class DeprecationNote {
  readonly #kinds = new Map<string, { readonly first: Diagnostic; count: number }>();

  add(diagnostic: Diagnostic): void {
    const name = diagnostic.deprecation!;
    const known = this.#kinds.get(name);
    if (known) known.count++;
    else this.#kinds.set(name, { first: diagnostic, count: 1 });
  }

  /** The note, once; undefined when there is nothing to tell. */
  take(): Entry | undefined {
    if (this.#kinds.size === 0) return undefined;
    const kinds = [...this.#kinds];
    this.#kinds.clear();
    const lines = kinds.flatMap(([, { count, first }]) => [
      `  ${formatCount(count)} × ${first.message}${first.at ? ` (${place(first.at)})` : ''}${count > 1 ? ', and others like it' : ''}`,
      ...(first.hint === undefined ? [] : [`      ${first.hint}`]),
    ]);
    return {
      name: 'DeprecationsSummary',
      code: 'D019',
      level: 'warn',
      render: ({ warning }) =>
        [
          warning('DEPRECATED'),
          '  This works, but dbt has deprecated it:',
          ...lines,
          '  Each of them: --show-all-deprecations',
        ].join('\n'),
      data: {
        summaries: kinds.map(([event_name, { count }]) => ({ event_name, occurrences: count })),
        show_all_hint: true,
      },
    };
  }
}
