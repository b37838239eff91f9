import { UserError } from '../../diagnostics/index.ts';
import { buildDag, type Dag } from '../../graph/dag.ts';
import { parseSelection } from '../../graph/selection/command-line.ts';
import { select } from '../../graph/selection/select.ts';
import type { Manifest, ResourceType } from '../../manifest/index.ts';
import type { SiteData, SiteGraphResource } from '../contents/site-data.ts';

/** What a text selects, or why it selects nothing. */
export interface Selected {
  /** Unique ids, without tests. */
  readonly ids: ReadonlySet<string>;
  readonly problem?: string;
}

/** Selection as on the command line, over what the pages know. */
export class Selector {
  readonly dag: Dag;
  readonly #manifest: Manifest;
  readonly #types: ReadonlySet<ResourceType>;

  constructor({ nodes, project, tests }: SiteData) {
    this.#manifest = manifestOf(project.name, [...Object.values(nodes), ...Object.values(tests)]);
    this.#types = new Set(Object.values(nodes).map((node) => node.resource_type as ResourceType));
    this.dag = buildDag(this.#manifest);
  }

  /** @param text Like the value of `--select`; `exclude` like that of `--exclude`, blank for none. */
  select(text: string, exclude = ''): Selected {
    try {
      const selection = parseSelection([text], exclude.trim() === '' ? [] : [exclude], 'empty');
      const { diagnostics, value } = select(selection, {
        manifest: this.#manifest,
        dag: this.dag,
        resourceTypes: this.#types,
        includeEmpty: true,
      });
      const [problem] = diagnostics;
      return { ids: new Set(value), ...(problem && { problem: withHint(problem) }) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { ids: new Set(), problem: withHint(error.diagnostics[0]!) };
    }
  }
}

function withHint({
  hint,
  message,
}: {
  readonly message: string;
  readonly hint?: string | undefined;
}): string {
  return hint === undefined ? message : `${message}. ${hint}`;
}

/** Whether a text is more than words to look for: it has operators, a method or wildcards. */
export function looksLikeSelection(text: string): boolean {
  return /^\d*[+@]|\+\d*$|^[@+\d]*[a-z_.]+:\S|[*[\]]|\S,\S/.test(text.trim());
}

/** The pages' nodes have the fields that selection reads, by the same names; the rest of a manifest it never asks for. */
function manifestOf(rootPackage: string, resources: readonly SiteGraphResource[]): Manifest {
  const of = (types: readonly string[]): ReadonlyMap<string, never> =>
    new Map(
      resources
        .filter(({ resource_type: type }) => types.includes(type))
        .map((resource) => [resource.unique_id, { version: null, ...resource } as never]),
    );
  return {
    rootPackage,
    nodes: of(['model', 'seed', 'snapshot', 'test', 'analysis']),
    sources: of(['source']),
    exposures: of(['exposure']),
    metrics: of(['metric']),
    semanticModels: of(['semantic_model']),
    savedQueries: of(['saved_query']),
    unitTests: of(['unit_test']),
    functions: of(['function']),
    groups: new Map(),
    macros: new Map(),
    docs: new Map(),
    disabled: new Map(),
    selectors: new Map(),
    places: new Map(),
  };
}
