import {
  type Diagnostic,
  duplicatePatch,
  patchOfOtherKind,
  patchWithoutNode,
  refAmbiguous,
} from '../../diagnostics/index.ts';
import type { DeclaredNode } from '../resources/declared-node.ts';
import { spanOf } from '../place.ts';
import { nodeKeys, type NodeProperties, type VersionedProperties } from '../properties/node-properties.ts';

/** Where an entry of a property file belongs. */
export interface PropertiesOfPackage {
  readonly packageName: string;
  readonly properties: NodeProperties;
  readonly versions: VersionedProperties | undefined;
}

const refable = ['model', 'seed', 'snapshot'];
const keyOfType: Readonly<Record<string, string>> = { model: 'models', seed: 'seeds', snapshot: 'snapshots' };

/**
 * Gives every declared node the properties that describe it. Entries without a node, under the wrong key, or for a node
 * that has properties already, are reported. Versions of a model get their own names here.
 */
export function matchProperties(
  declared: readonly DeclaredNode[],
  entries: readonly PropertiesOfPackage[],
  report: (diagnostic: Diagnostic) => void,
): readonly DeclaredNode[] {
  return new Matcher(declared, report).match(entries);
}

class Matcher {
  readonly #declared: readonly DeclaredNode[];
  readonly #byName = new Map<string, DeclaredNode[]>();
  readonly #matched = new Map<DeclaredNode, DeclaredNode>();
  readonly #report: (diagnostic: Diagnostic) => void;

  constructor(declared: readonly DeclaredNode[], report: (diagnostic: Diagnostic) => void) {
    this.#declared = declared;
    this.#report = report;
    for (const node of declared) {
      const known = this.#byName.get(node.name);
      if (known) known.push(node);
      else this.#byName.set(node.name, [node]);
    }
  }

  match(entries: readonly PropertiesOfPackage[]): readonly DeclaredNode[] {
    for (const entry of entries) {
      if (entry.versions) this.#matchVersions(entry, entry.versions);
      else this.#matchOne(entry);
    }
    return this.#declared.map((node) => this.#matched.get(node) ?? node);
  }

  #matchOne({ packageName, properties }: PropertiesOfPackage): void {
    const type = nodeKeys[properties.key];
    const isRefable = refable.includes(type);
    const candidates = (this.#byName.get(properties.name) ?? []).filter((node) =>
      isRefable ? refable.includes(node.type) : node.type === type,
    );
    const own = candidates.filter(({ project }) => project.name === packageName);
    const found = own.length > 0 || properties.key === 'data_tests' ? own : candidates;
    const [first] = found;
    if (!first) {
      this.#reportMissing(properties, properties.name, type);
      return;
    }
    const owners = new Set(found.map(({ project }) => project.name));
    if (owners.size > 1) {
      this.#report(refAmbiguous(`"${properties.name}"`, [...owners], spanOf(properties.entry.place())));
      return;
    }
    const ofType = found.filter((node) => node.type === type);
    if (ofType.length === 0) {
      this.#report(
        patchOfOtherKind(properties.name, properties.key, keyOfType[first.type]!, properties.entry.span()),
      );
      this.#matched.set(first, { ...(this.#matched.get(first) ?? first), misplaced: properties });
      return;
    }
    for (const node of ofType) this.#give(node, { ...node, properties });
  }

  #matchVersions({ packageName }: PropertiesOfPackage, { name, versions }: VersionedProperties): void {
    for (const { definedIn, properties } of versions) {
      const { version, latestVersion } = properties;
      const file = definedIn ?? `${name}_v${version}`;
      const models = this.#modelsNamed(file, packageName);
      // The latest version may keep the plain name.
      const found =
        models.length > 0 || version !== latestVersion ? models : this.#modelsNamed(name, packageName);
      if (found.length === 0) this.#reportMissing(properties, file, 'model');
      for (const node of found) {
        this.#give(node, {
          ...node,
          name,
          uniqueId: `model.${packageName}.${name}.v${version}`,
          fqn: [...node.fqn.slice(0, -1), name, `v${version}`],
          properties,
        });
      }
    }
  }

  #modelsNamed(name: string, packageName: string): readonly DeclaredNode[] {
    return (this.#byName.get(name) ?? []).filter(
      ({ type, project }) => type === 'model' && project.name === packageName,
    );
  }

  #give(node: DeclaredNode, described: DeclaredNode): void {
    const before = this.#matched.get(node)?.properties;
    if (before && before.entry !== described.properties!.entry) {
      const other = spanOf(before.entry.place());
      this.#report(duplicatePatch(node.type, described.name, other, described.properties!.entry.span()));
      return;
    }
    this.#matched.set(node, { ...described, misplaced: this.#matched.get(node)?.misplaced });
  }

  #reportMissing({ entry, key }: NodeProperties, name: string, type: string): void {
    const known = this.#declared.flatMap((node) => (node.type === type ? [node.name] : []));
    this.#report(patchWithoutNode(key === 'data_tests' ? 'singular test' : type, name, known, entry.span()));
  }
}
