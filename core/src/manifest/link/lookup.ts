import type { Workspace } from '../../project/project.ts';

/** What a search by name can find. */
export interface Named {
  readonly name: string;
  readonly package_name: string;
}

/**
 * Resources by name and package. A name may stand for several keys: a versioned model answers to `orders.v2`, and
 * to `orders` too when it is the latest.
 */
export class NameLookup<T extends Named> {
  readonly #byKey = new Map<string, Map<string, T>>();

  /** A later entry of the same key and package replaces the earlier one. */
  add(key: string, entry: T): void {
    let byPackage = this.#byKey.get(key);
    if (!byPackage) this.#byKey.set(key, (byPackage = new Map()));
    byPackage.set(entry.package_name, entry);
  }

  /** The entry of one package; of whatever package has it where none is given: several when the name is ambiguous. */
  find(key: string, packageName: string | null): readonly T[] {
    const byPackage = this.#byKey.get(key);
    if (!byPackage) return [];
    if (packageName === null) return [...byPackage.values()];
    const entry = byPackage.get(packageName);
    return entry ? [entry] : [];
  }

  keys(): Iterable<string> {
    return this.#byKey.keys();
  }

  /** Every entry, those with several keys more than once. */
  all(): readonly T[] {
    return [...this.#byKey.values()].flatMap((byPackage) => [...byPackage.values()]);
  }
}

export interface SearchOrder {
  readonly rootPackage: string;
  /** dbt's flag `require_ref_searches_node_package_before_root`. */
  readonly ownPackageFirst: boolean;
}

/** The order in which packages are searched for what a reference names. */
export function searchOrder({ root }: Workspace): SearchOrder {
  return {
    rootPackage: root.name,
    ownPackageFirst: root.flags['require_ref_searches_node_package_before_root'] === true,
  };
}

/** The packages in which a name is looked for, in order; null stands for all of them. */
export function packagesToSearch(
  { rootPackage, ownPackageFirst }: SearchOrder,
  fromPackage: string,
  wantedPackage: string | null,
): readonly (string | null)[] {
  if (wantedPackage !== null) return [wantedPackage];
  if (fromPackage === rootPackage) return [rootPackage, null];
  return ownPackageFirst ? [fromPackage, rootPackage, null] : [rootPackage, fromPackage, null];
}

/** The key of a model's version in a lookup. */
export const versionKey = (name: string, version: string | number): string => `${name}.v${version}`;
