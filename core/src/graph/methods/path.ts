import type { GraphNode, Manifest } from '../../manifest/index.ts';
import { graphResources } from '../dag.ts';
import { foldersAbove, normalizePath, pathPattern, withoutTrailingStars } from '../path-pattern.ts';
import { type SelectorMethod, textValue } from './method.ts';

/**
 * A file or folder of the root project, or a pattern of them: what is declared there, and what has its properties
 * there. As in dbt, the pattern is looked up among the root project's own files and folders; a package's node is found
 * when one of these has the same path.
 */
export const path: SelectorMethod = (call, { manifest }) => {
  const pattern = withoutTrailingStars(normalizePath(textValue(call)));
  const found = new Set([...rootPaths(manifest)].filter(pathPattern(pattern)));
  const isEverything = pattern === '';
  return (node) =>
    isEverything ||
    pathsOf(node).some((file) => found.has(file)) ||
    foldersAbove(normalizePath(node.original_file_path)).some((folder) => found.has(folder));
};

/** The file that declares a node, and the one that has its properties. */
function pathsOf(node: GraphNode): string[] {
  const paths = [normalizePath(node.original_file_path)];
  const patch = 'patch_path' in node ? node.patch_path : null;
  if (typeof patch === 'string') paths.push(normalizePath(patch.slice(patch.indexOf('://') + 3)));
  return paths;
}

function rootPaths(manifest: Manifest): Set<string> {
  const paths = new Set<string>();
  for (const node of graphResources(manifest)) {
    if (node.package_name !== manifest.rootPackage) continue;
    for (const file of pathsOf(node)) {
      paths.add(file);
      for (const folder of foldersAbove(file)) paths.add(folder);
    }
  }
  return paths;
}
