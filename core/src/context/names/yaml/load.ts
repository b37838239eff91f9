import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { Dict, Float, PySet, toStr, type Value } from '../../../jinja/index.ts';
import { readScalar } from './scalars.ts';

type Node = ParsedNode | null;

/**
 * YAML text as template values, as PyYAML's `safe_load` reads it: keys keep their types, `1.0` is a float.
 * @throws SyntaxError for text that is no YAML, or holds what PyYAML cannot make
 */
export function loadYaml(text: string): Value {
  const document = parseDocument(text, {
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const [error] = document.errors;
  if (error) throw new SyntaxError(error.message);
  return new Reader(document).read(document.contents);
}

class Reader {
  readonly #document: Document.Parsed;
  /** One value for all that refer to an anchor. */
  readonly #made = new Map<object, Value>();

  constructor(document: Document.Parsed) {
    this.#document = document;
  }

  read(node: Node): Value {
    if (node === null) return null;
    if (isAlias(node)) return this.read(node.resolve(this.#document) as Node);
    const known = this.#made.get(node);
    if (known !== undefined) return known;
    if (isScalar(node)) return scalar(node);
    if (isSeq(node)) {
      const items: Value[] = [];
      this.#made.set(node, items);
      for (const item of node.items) items.push(this.read(item));
      return items;
    }
    return this.#mapping(node as YAMLMap<ParsedNode, Node>);
  }

  #mapping(node: YAMLMap<ParsedNode, Node>): Value {
    const isSet = node.tag === 'tag:yaml.org,2002:set';
    const dict = new Dict();
    if (!isSet) this.#made.set(node, dict);
    const own: [Value, Value][] = [];
    for (const { key, value } of node.items) {
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') this.#merge(dict, value);
      else own.push([this.#key(key), this.read(value)]);
    }
    if (isSet) return new PySet(own.map(([key]) => key));
    for (const [key, value] of own) dict.set(key, value);
    return dict;
  }

  #key(node: Node): Value {
    const key = this.read(node);
    if (Array.isArray(key) || isMap(node)) throw new SyntaxError('found unhashable key');
    return key;
  }

  /** What the first of several has wins, and the mapping's own keys over all. */
  #merge(into: Dict, node: Node): void {
    const found = this.read(node);
    const parts = Array.isArray(found) ? found.toReversed() : [found];
    for (const part of parts) {
      if (!(part instanceof Dict)) throw new SyntaxError('expected a mapping to merge');
      for (const [key, value] of part.entries()) into.set(key, value);
    }
  }
}

function scalar(node: Scalar): Value {
  const text = toStr(node.value as Value);
  switch (node.tag) {
    case undefined:
      return node.type === 'PLAIN' ? readScalar(text) : text;
    case 'tag:yaml.org,2002:str':
    case '!':
      return text;
    case 'tag:yaml.org,2002:float': {
      const value = readScalar(text);
      return typeof value === 'number' ? new Float(value) : value;
    }
    case 'tag:yaml.org,2002:int':
    case 'tag:yaml.org,2002:bool':
    case 'tag:yaml.org,2002:null':
    case 'tag:yaml.org,2002:timestamp':
      return readScalar(text);
    default:
      throw new SyntaxError(`could not determine a constructor for the tag '${node.tag}'`);
  }
}
