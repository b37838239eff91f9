import type { ResourceBase } from '../manifest/index.ts';

/**
 * Where a node's SQL is kept below `target/compiled` and `target/run`, with `/`: at its own file's path, or, where one
 * file declares several nodes, in a folder named as that file.
 */
export function codePath(
  node: Pick<ResourceBase, 'package_name' | 'path' | 'original_file_path' | 'name' | 'resource_type'>,
): string {
  const { original_file_path: file, package_name: packageName } = node;
  const own = node.resource_type === 'unit_test' ? `models/${node.name}.sql` : node.path;
  const isWholeFile = baseName(own) === baseName(file);
  return isWholeFile ? `${packageName}/${file}` : `${packageName}/${file}/${own}`;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
