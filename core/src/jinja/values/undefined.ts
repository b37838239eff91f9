import { TemplateObject, type Value } from './contract.ts';
import { TemplateFault } from './signal.ts';

interface UndefinedOptions {
  /** What was asked for it, when that was not the context: `dict object`. */
  readonly owner?: string;
  /** Why there is nothing, when no name was asked for. */
  readonly reason?: string;
  /** Calls and attributes give nothing instead of an error: as a template is rendered to learn what it names. */
  readonly isLenient?: boolean;
  /** A name that may have been meant; asked for only when the error is raised. */
  readonly suggest?: () => string | undefined;
}

/**
 * What a name, attribute or item that does not exist gives: empty when printed, false, empty when iterated; an error
 * when computed with and, unless it is lenient, when called or looked into.
 */
export class Undefined extends TemplateObject {
  override readonly typeName = 'Undefined';
  /** The name or key that was asked for. */
  readonly name: string;
  readonly isLenient: boolean;
  readonly #options: UndefinedOptions;

  constructor(name: string, options: UndefinedOptions = {}) {
    super();
    this.name = name;
    this.isLenient = options.isLenient ?? false;
    this.#options = options;
  }

  /** What stands for an item or name of this value, where looking into it is allowed. @throws TemplateFault otherwise */
  lookInto(name: string): Undefined {
    if (!this.isLenient) throw this.fault();
    return new Undefined(name, { isLenient: true });
  }

  /** The error of using the value as if it existed. */
  fault(): TemplateFault {
    const { owner, reason, suggest } = this.#options;
    if (reason !== undefined) return new TemplateFault(reason, 'UNDEFINED_VALUE');
    if (owner !== undefined) {
      return new TemplateFault(
        `'${owner}' has no attribute '${this.name}'`,
        'UNDEFINED_ATTRIBUTE',
        hint(suggest),
      );
    }
    const general = 'Check for typos, or install the package whose macro it is';
    return new TemplateFault(`'${this.name}' is undefined`, 'UNDEFINED_NAME', hint(suggest) ?? general);
  }

  override call(): Value {
    if (!this.isLenient) throw this.fault();
    return this;
  }

  override getSlice(): Value {
    return this.lookInto(this.name);
  }

  override iterate(): Iterable<Value> {
    return [];
  }

  override length(): number {
    return 0;
  }

  override equals(other: Value): boolean {
    return other instanceof Undefined;
  }

  override toStr(): string {
    return '';
  }

  override toRepr(): string {
    return 'Undefined';
  }
}

/** @throws TemplateFault when a value that does not exist is computed with. */
export function refuseUndefined(value: Value): void {
  if (value instanceof Undefined) throw value.fault();
}

function hint(suggest: (() => string | undefined) | undefined): string | undefined {
  const similar = suggest?.();
  return similar === undefined ? undefined : `Did you mean "${similar}"?`;
}
