import type { Span } from '../diagnostics/index.ts';
import { LineIndex } from '../diagnostics/index.ts';
import type { Origin, SourceOptions } from '../jinja/index.ts';
import type { CompilableNode, Manifest } from '../manifest/index.ts';

/** Reads an author's file by the name that spans give it; undefined when it is gone. */
export type ReadSource = (file: string) => string | undefined;

/**
 * Where a node's code stands in its file: behind leading white space, inside of a snapshot block. A generic test has no
 * code of its own: its place is its entry in the property file. The file is looked at only when a place is asked for.
 */
export function codeSource(node: CompilableNode, manifest: Manifest, read: ReadSource): SourceOptions {
  const placeOf = (): Span | undefined => manifest.places.get(node.unique_id);
  // Files of other packages are named by where they lie; finding a place in a property file costs a parse of it.
  const isOwn = node.package_name === manifest.rootPackage;
  const file = isOwn ? node.original_file_path : (placeOf()?.file ?? node.original_file_path);
  return {
    file,
    start() {
      const text = read(file)?.replace(/\r\n?/g, '\n');
      const offset = text?.indexOf(node.raw_code) ?? -1;
      if (text === undefined || offset === -1 || node.raw_code === '')
        return placeOf() ?? { line: 1, column: 1 };
      return new LineIndex(text).locate(offset);
    },
  };
}

/** The lines of code that is no template: each offset stands for the rest of its line in the author's file. */
export function sourceLines(
  code: string,
  { file, start }: SourceOptions,
): { locate(offset: number): Span | undefined } {
  return {
    locate(offset) {
      if (offset > code.length) return undefined;
      const end = code.indexOf('\n', offset);
      const span = new LineIndex(code).span(file, offset, end === -1 ? code.length : end);
      const shift = (start?.().line ?? 1) - 1;
      return { ...span, line: span.line + shift, endLine: span.endLine + shift };
    },
  };
}

/** The innermost place that is in an author's file, not in a macro that bk-build brings. */
export function authorsPlace(
  origin: Origin | undefined,
  isBuiltIn: (file: string) => boolean,
): Span | undefined {
  if (!origin) return undefined;
  if (!isBuiltIn(origin.at.file)) return origin.at;
  return origin.trace.find((frame) => !isBuiltIn(frame.at.file))?.at;
}
