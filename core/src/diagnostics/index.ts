export { LineIndex, type Span } from './span.ts';
export { type Checked, type Diagnostic, type Frame, InternalError, UserError } from './diagnostic.ts';
export { forAuthor, isWholeFile } from './for-author.ts';
export { formatDiagnostic, type Palette, place, plainPalette, type SourceReader } from './format.ts';
export { placed, placedLater } from './placed.ts';
export { nearest } from './nearest.ts';
export * from './catalogue/index.ts';
