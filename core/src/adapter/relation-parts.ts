import {
  Dict,
  isTrue,
  type Kwargs,
  TemplateFault,
  TemplateObject,
  toRepr,
  toStr,
  Undefined,
  type Value,
} from '../jinja/index.ts';

export type Part = 'database' | 'schema' | 'identifier';
export const parts: readonly Part[] = ['database', 'schema', 'identifier'];

/** For each part of a name, whether it is quoted or shown; what is not said is true. */
export type Policy = Partial<Readonly<Record<Part, boolean>>>;

export interface RelationPath {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
}

/** A path or policy as templates see it: parts by attribute or item. */
export class PartsObject extends TemplateObject {
  override readonly typeName: 'Path' | 'Policy';
  readonly #values: ReadonlyMap<string, Value>;

  constructor(typeName: 'Path' | 'Policy', valueOf: (part: Part) => Value) {
    super();
    this.typeName = typeName;
    this.#values = new Map(parts.map((part) => [part, valueOf(part)]));
  }

  override isTrue(): boolean {
    return true;
  }

  override equals(other: Value): boolean {
    return other instanceof PartsObject && other.toRepr() === this.toRepr();
  }

  override hashKey(): unknown {
    return this.toRepr();
  }

  override getAttribute(name: string): Value | undefined {
    return this.#values.get(name);
  }

  override toRepr(): string {
    const shown = [...this.#values].map(([part, value]) => `${part}=${toRepr(value)}`);
    return `${this.typeName}(${shown.join(', ')})`;
  }

  entries(): Iterable<readonly [string, Value]> {
    return this.#values;
  }
}

/** The parts that are given, by position or name; none leaves a part as it is. */
export function policyOf(values: readonly (Value | undefined)[]): Policy {
  return Object.fromEntries(
    parts.flatMap((part, index) => {
      const value = values[index];
      return value === undefined || value === null ? [] : [[part, isTrue(value)]];
    }),
  );
}

/** The parts that are given by name; none empties a part. Other names mean nothing, as with dbt. */
export function pathOf(named: Kwargs): Partial<RelationPath> {
  const path: { -readonly [part in Part]?: string | null } = {};
  for (const [part, value] of named) {
    if (isPart(part)) path[part] = partText(part, value);
  }
  return path;
}

/** A name or none. @throws TemplateFault for a name that does not exist, which would print as nothing */
export function partText(part: Part, value: Value | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (value instanceof Undefined) {
    throw new TemplateFault(
      `a relation's ${part} cannot be undefined, which "${value.name}" is`,
      'WRONG_ARGUMENTS',
    );
  }
  return toStr(value);
}

/** What a template wrote as a dict, or took from another relation. */
export function namedParts(value: Value | undefined): Kwargs {
  if (value instanceof PartsObject) return new Map(value.entries());
  if (value instanceof Dict) return new Map([...value.entries()].map(([key, item]) => [toStr(key), item]));
  return new Map();
}

function isPart(name: string): name is Part {
  return (parts as readonly string[]).includes(name);
}
