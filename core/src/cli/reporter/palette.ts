import { type Palette, plainPalette } from '../../diagnostics/index.ts';

/** The colours of lines; the identity for plain text. */
export interface Colours extends Palette {
  readonly good: (text: string) => string;
  readonly strong: (text: string) => string;
}

const identity = (text: string): string => text;

export const plain: Colours = { ...plainPalette, good: identity, strong: identity };

const sgr =
  (start: number, end: number) =>
  (text: string): string =>
    text === '' ? '' : `\u001b[${start}m${text}\u001b[${end}m`;

export const ansi: Colours = {
  place: sgr(36, 39),
  error: sgr(31, 39),
  warning: sgr(33, 39),
  faint: sgr(2, 22),
  good: sgr(32, 39),
  strong: sgr(1, 22),
};

/** NO_COLOR and `--no-use-colors` take colours away; FORCE_COLOR brings them where nobody seems to watch. */
export function wantsColours(
  isTerminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
  isWanted: boolean,
): boolean {
  if (!isWanted || (env['NO_COLOR'] ?? '') !== '' || env['FORCE_COLOR'] === '0') return false;
  if ((env['FORCE_COLOR'] ?? '') !== '') return true;
  return isTerminal && env['TERM'] !== 'dumb';
}
