import { safeAddress } from './safe-address.ts';

/**
 * Pages are described as plain values and then drawn. Text is only ever set as text: nowhere does a page read HTML, so
 * that whatever a project says stays what it is.
 */
export type Content = ElementContent | Node | string | number | false | null | undefined | readonly Content[];

export interface ElementContent {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly content: readonly Content[];
}

type Listener = (event: never) => void;
export type Attributes = Readonly<Record<string, string | number | boolean | undefined | Listener>>;

/** An element; attributes that are false or undefined are left out, functions are listeners: `onclick`. */
export function h(tag: string, attributes: Attributes = {}, ...content: readonly Content[]): ElementContent {
  return { tag, attributes, content };
}

/** @param content What stands within, in place of what stood there. */
export function draw(target: Element | DocumentFragment, ...content: readonly Content[]): void {
  target.replaceChildren(...content.flatMap((item) => toNodes(item)));
}

export function toNodes(content: Content): Node[] {
  if (content === null || content === undefined || content === false) return [];
  if (typeof content === 'string' || typeof content === 'number')
    return [document.createTextNode(String(content))];
  if (content instanceof Node) return [content];
  if ('tag' in content) return [toElement(content)];
  return content.flatMap(toNodes);
}

export function toElement({ attributes, content, tag }: ElementContent): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as (event: Event) => void);
    else if (value !== undefined && value !== false) setAttribute(element, name, String(value));
  }
  element.append(...content.flatMap(toNodes));
  return element;
}

/** Addresses are of this page or safe, whoever wrote them. */
function setAttribute(element: HTMLElement, name: string, value: string): void {
  if (name !== 'href') {
    element.setAttribute(name, value);
    return;
  }
  const address = value.startsWith('#') ? value : safeAddress(value);
  if (address !== undefined) element.setAttribute(name, address);
}
