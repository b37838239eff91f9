import { TemplateObject, type Value } from './contract.ts';

/**
 * What a name, attribute or item that does not exist gives: empty when printed, false, empty when iterated; an error
 * when called, computed with or looked into.
 */
export class Undefined extends TemplateObject {
  override readonly typeName = 'Undefined';
  /** The name or key that was asked for. */
  readonly name: string;
  /** What was asked for it, when that was not the context: `dict object`. */
  readonly owner: string | undefined;

  constructor(name: string, owner?: string) {
    super();
    this.name = name;
    this.owner = owner;
  }

  get message(): string {
    return this.owner === undefined
      ? `"${this.name}" is undefined`
      : `${this.owner} has no attribute "${this.name}"`;
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
