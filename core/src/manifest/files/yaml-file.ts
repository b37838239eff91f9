import { LineCounter, parseDocument } from 'yaml';
import type { Json } from '../../config/json.ts';
import type { Checked, Span } from '../../diagnostics/index.ts';
import type { ProjectFile } from '../../project/project.ts';
import type { PropertySource } from '../properties/entry.ts';
import { relativePath } from './kinds.ts';

// TEMPORARY until config/ lands.
export function parseYamlFile(
  file: ProjectFile,
  shown: string,
): Checked<PropertySource & { readonly value: Json }> {
  const counter = new LineCounter();
  const doc = parseDocument(file.text, { version: '1.1', merge: true, lineCounter: counter });
  const value = (doc.toJS() ?? null) as Json;
  return {
    value: {
      file: shown,
      path: file.path,
      relativePath: relativePath(file),
      project: file.project,
      checksum: file.checksum,
      value,
      span(path): Span | undefined {
        const node = doc.getIn(path, true) as { range?: [number, number, number] } | undefined;
        if (!node?.range) return undefined;
        const a = counter.linePos(node.range[0]);
        const b = counter.linePos(node.range[1]);
        return { file: shown, line: a.line, column: a.col, endLine: b.line, endColumn: b.col };
      },
    },
    diagnostics: [],
  };
}
