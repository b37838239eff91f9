import { TemplateObject } from './values/index.ts';

export type MarkerKind = 'text' | 'bool' | 'number' | 'native';

/** Text with a mark that says what native rendering makes of it; everywhere else it is just its text. */
export class Marker extends TemplateObject {
  override readonly typeName = 'str';
  readonly kind: MarkerKind;
  readonly text: string;

  constructor(kind: MarkerKind, text: string) {
    super();
    this.kind = kind;
    this.text = text;
  }

  override isTrue(): boolean {
    return this.text !== '';
  }

  override toStr(): string {
    return this.text;
  }

  override toRepr(): string {
    return `'${this.text}'`;
  }
}
