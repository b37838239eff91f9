import type { SiteMacro, SiteNode } from '../contents/site-data.ts';
import { type Content, draw, h } from './element.ts';
import type { Project } from './project.ts';
import { addressOf, titleOf } from './titles.ts';
import { kindNames, kindsOf } from './wording.ts';
import { dot } from './views/parts.ts';

/** A folder of the tree, or a leaf with an address. */
interface Branch {
  readonly folders: Map<string, Branch>;
  readonly leaves: (SiteNode | SiteMacro)[];
}

/** The project as a tree: a part a resource type, within it folders as the project has them. */
export function sidebar({ data }: Project): Content {
  const nodes = Object.values(data.nodes);
  const part = (type: string, leaves: readonly (SiteNode | SiteMacro)[]): Content =>
    leaves.length > 0 &&
    folder(type, [dot(type), kindNames(type)], treeOf(leaves, data.project.name), type === 'model');
  return [
    kindsOf(nodes).map((type) =>
      part(
        type,
        nodes.filter((node) => node.resource_type === type),
      ),
    ),
    part('macro', Object.values(data.macros)),
  ];
}

function treeOf(resources: readonly (SiteNode | SiteMacro)[], rootPackage: string): Branch {
  const root: Branch = { folders: new Map(), leaves: [] };
  for (const resource of resources) {
    let branch = root;
    for (const name of foldersOf(resource, rootPackage)) {
      let next = branch.folders.get(name);
      if (!next) branch.folders.set(name, (next = { folders: new Map(), leaves: [] }));
      branch = next;
    }
    branch.leaves.push(resource);
  }
  return root;
}

/** Its package, unless it is the project's own, and its folders below `models` and the like; a source's name. */
function foldersOf(resource: SiteNode | SiteMacro, rootPackage: string): readonly string[] {
  const { original_file_path: path, package_name: owner } = resource;
  const packages = owner === rootPackage ? [] : [owner];
  if ('source_name' in resource && resource.source_name !== undefined)
    return [...packages, resource.source_name];
  return [...packages, ...path.split('/').slice(1, -1)];
}

/** Its inside is drawn when it is first opened: a project may have thousands of leaves. */
function folder(name: string, title: Content, branch: Branch, isOpen = false): Content {
  const inside = h('div', { class: 'branch' }, isOpen && content(branch));
  const ontoggle = (event: Event): void => {
    const details = event.currentTarget as HTMLDetailsElement;
    const target = details.querySelector(':scope > .branch')!;
    if (details.open && target.childElementCount === 0) draw(target, content(branch));
  };
  return h(
    'details',
    { open: isOpen, 'data-name': name, ontoggle },
    h('summary', {}, title, h('span', { class: 'quiet' }, ` ${sizeOf(branch)}`)),
    inside,
  );
}

function content({ folders, leaves }: Branch): Content {
  return [
    [...folders]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, branch]) => folder(name, name, branch, folders.size === 1)),
    leaves
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((leaf) => h('a', { class: 'leaf', href: addressOf(leaf) }, leafTitle(leaf))),
  ];
}

/** Below a source's name, its tables need not say it again. */
function leafTitle(leaf: SiteNode | SiteMacro): string {
  return leaf.resource_type === 'source' ? leaf.name : titleOf(leaf);
}

function sizeOf({ folders, leaves }: Branch): number {
  return [...folders.values()].reduce((sum, branch) => sum + sizeOf(branch), leaves.length);
}

/** Shows where a page's subject is in the tree; nothing is marked when it has none. */
export function markCurrent(
  tree: Element,
  { data }: Project,
  subject: SiteNode | SiteMacro | undefined,
): void {
  tree.querySelector('a[aria-current]')?.removeAttribute('aria-current');
  if (!subject) return;
  let branch = tree;
  for (const name of [subject.resource_type, ...foldersOf(subject, data.project.name)]) {
    const details = branch.querySelector<HTMLDetailsElement>(
      `:scope > details[data-name="${CSS.escape(name)}"]`,
    );
    if (!details) return;
    details.open = true;
    // Browsers tell it later; what is within is needed now.
    details.dispatchEvent(new Event('toggle'));
    branch = details.querySelector(':scope > .branch')!;
  }
  const leaf = branch.querySelector(`:scope > a[href="${CSS.escape(addressOf(subject))}"]`);
  leaf?.setAttribute('aria-current', 'page');
  leaf?.scrollIntoView({ block: 'nearest' });
}
