import type { JsonObject } from '../../config/json.ts';
import { packageVersion } from '../package-root.ts';
import type { Colours } from './palette.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';

/** Something to tell, once; each sink writes it in its own form. */
export interface Entry {
  /** dbt's name of the event, for those who read the JSON lines. */
  readonly name: string;
  /** dbt's code of the event. */
  readonly code: string;
  readonly level: Level;
  /** The level among JSON lines, where programs want to hear what people need not. */
  readonly jsonLevel?: Level;
  /** The text, without a final newline; several lines where that reads better. */
  readonly render: (colours: Colours, width: number) => string;
  readonly data?: JsonObject;
  readonly thread?: string;
}

/** An entry of plain text. */
export function textEntry(name: string, code: string, level: Level, text: string, data?: JsonObject): Entry {
  return { name, code, level, render: () => text, ...(data && { data }) };
}

/** What runs, which only programs and the log file are told. */
export function versionEntry(): Entry {
  const version = packageVersion();
  const data = { version: `=${version}`, log_version: 3 };
  return {
    ...textEntry('MainReportVersion', 'A001', 'debug', `Running with bk-build=${version}`, data),
    jsonLevel: 'info',
  };
}

const severity: Readonly<Record<Level | 'none', number>> = { debug: 0, info: 1, warn: 2, error: 3, none: 4 };

export function isAtLeast(level: Level, least: Level | 'none'): boolean {
  return severity[level] >= severity[least];
}
