import { type Json, parseYaml, type YamlDocument } from '../../config/index.ts';
import type { Checked, Span } from '../../diagnostics/index.ts';
import type { Project, ProjectFile } from '../../project/project.ts';
import { isMapping } from '../config/shapes.ts';
import { relativePath } from '../files/kinds.ts';
import type { KeyPath } from '../../config/index.ts';
import type { PropertySource } from '../place.ts';

/** A property file, parsed when its value or a place in it is asked for. */
export class PropertyFileSource implements PropertySource {
  readonly file: string;
  readonly path: string;
  readonly relativePath: string;
  readonly project: Project;
  readonly checksum: string;
  readonly #text: string;
  #parsed: Checked<YamlDocument> | undefined;

  /** @param shown The file's name in diagnostics. */
  constructor(file: ProjectFile, shown: string) {
    this.file = shown;
    this.path = file.path;
    this.relativePath = relativePath(file);
    this.project = file.project;
    this.checksum = file.checksum;
    this.#text = propertyText(file);
  }

  read(): Checked<Json> {
    return valueOf(this.#text, this.#parse());
  }

  span(path: KeyPath): Span | undefined {
    return this.#parse().value.span(path);
  }

  isFloat(path: KeyPath): boolean {
    return this.#parse().value.isFloat(path);
  }

  timestamp(path: KeyPath): string | undefined {
    return this.#parse().value.timestamp(path);
  }

  #parse(): Checked<YamlDocument> {
    return (this.#parsed ??= parseYaml(this.#text, this.file));
  }
}

/** dbt reads the file without the white space at its end, so that a text that ends it has no last line end. */
export const propertyText = ({ text }: Pick<ProjectFile, 'text'>): string => text.trimEnd();

/** What a property file says, by a text of `propertyText`. */
export const propertyValue = (text: string, shown: string): Checked<Json> =>
  valueOf(text, parseYaml(text, shown));

function valueOf(text: string, { diagnostics, value: { value } }: Checked<YamlDocument>): Checked<Json> {
  const isQuoted = /['"]$/.test(text);
  return { value: isQuoted ? value : withoutLastLineEnd(value), diagnostics };
}

/** The value whose last text, in the order of the file, lost its last line end: the file has none there. */
function withoutLastLineEnd(value: Json): Json {
  if (typeof value === 'string') return value.endsWith('\n') ? value.slice(0, -1) : value;
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    return items.map((item, index) => (index === items.length - 1 ? withoutLastLineEnd(item) : item));
  }
  if (!isMapping(value)) return value;
  const last = Object.keys(value).at(-1);
  return last === undefined ? value : { ...value, [last]: withoutLastLineEnd(value[last]!) };
}
