import type { OperationNode } from '../../manifest/index.ts';
import type { ParsedProject } from './parse-project.ts';

/** The name under which `--inline` is known. */
export const inlineName = 'inline_query';

/** A template given on the command line, as a node. It may refer to anything. */
export function inlineNode({ manifest, workspace }: ParsedProject, code: string): OperationNode {
  const { database, schema } = workspace.target;
  const packageName = manifest.rootPackage;
  return {
    unique_id: `sql_operation.${packageName}.${inlineName}`,
    name: inlineName,
    resource_type: 'sql_operation',
    package_name: packageName,
    path: `sql/${inlineName}`,
    original_file_path: '--inline',
    fqn: [packageName, 'sql', inlineName],
    database,
    schema,
    alias: inlineName,
    checksum: { name: 'none', checksum: '' },
    config: {
      enabled: true,
      alias: null,
      schema: null,
      database: null,
      tags: [],
      meta: {},
      group: null,
      materialized: 'view',
      'pre-hook': [],
      'post-hook': [],
    },
    tags: [],
    description: '',
    columns: {},
    meta: {},
    group: null,
    docs: { show: true, node_color: null },
    patch_path: null,
    build_path: null,
    unrendered_config: {},
    created_at: 0,
    relation_name: null,
    raw_code: code,
    doc_blocks: [],
    language: 'sql',
    refs: [],
    sources: [],
    metrics: [],
    functions: [],
    depends_on: { macros: [], nodes: [] },
    compiled_path: null,
    contract: { enforced: false, alias_types: true, checksum: null },
  };
}
