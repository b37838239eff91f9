import {
  selectorMethodUnknown,
  selectorOperatorsConflict,
  type Span,
  UserError,
} from '../../diagnostics/index.ts';
import { isMethodName, methodNames, type MethodName } from '../methods/index.ts';
import type { Criterion, IndirectSelection } from './selection.ts';

/** The pieces of `@2+config.materialized:table+3`, depths as written. */
export interface CriterionText {
  readonly childrensParents: boolean;
  readonly parents: boolean;
  readonly parentsDepth: string;
  /** Undefined where the value's form has to tell. */
  readonly method: string | undefined;
  readonly value: string;
  readonly children: boolean;
  readonly childrenDepth: string;
}

const form =
  /^(?<at>@)?(?<parents>(?<up>\d*)\+)?(?:(?<method>[\p{L}\p{N}_.]+):)?(?<value>[^]*?)(?<children>\+(?<down>\d*))?$/u;

export function splitCriterion(raw: string): CriterionText {
  const groups = form.exec(raw)!.groups as Readonly<Record<string, string | undefined>>;
  return {
    childrensParents: groups['at'] !== undefined,
    parents: groups['parents'] !== undefined,
    parentsDepth: groups['up'] ?? '',
    method: groups['method'],
    value: groups['value'] ?? '',
    children: groups['children'] !== undefined,
    childrenDepth: groups['down'] ?? '',
  };
}

/**
 * A criterion from the command line or a string in selectors.yml.
 * @throws UserError when its method does not exist or its operators contradict each other
 */
export function parseCriterion(raw: string, indirect: IndirectSelection, at?: Span): Criterion {
  const text = splitCriterion(raw);
  if (text.childrensParents && text.children) throw new UserError(selectorOperatorsConflict(raw, at));
  return {
    kind: 'criterion',
    raw,
    ...parseMethod(text.method, text.value, raw, at),
    value: text.value,
    parentsDepth: depth(text.parents, text.parentsDepth),
    childrenDepth: depth(text.children, text.childrenDepth),
    childrensParents: text.childrensParents,
    indirect,
    ...(at && { at }),
  };
}

/** `config.materialized` → method and arguments; without a method, the one that the value's form suggests. */
export function parseMethod(
  written: string | undefined,
  value: string,
  raw: string,
  at?: Span,
): { readonly method: MethodName; readonly args: readonly string[] } {
  if (written === undefined) return { method: defaultMethod(value), args: [] };
  const [name, ...args] = written.split('.');
  if (!isMethodName(name!)) throw new UserError(selectorMethodUnknown(name!, raw, methodNames, at));
  return { method: name, args };
}

/** A path has a separator, a file an ending; everything else is a name. */
export function defaultMethod(value: string): MethodName {
  if (/[/\\]/.test(value)) return 'path';
  return /\.(sql|py|csv)$/i.test(value) ? 'file' : 'fqn';
}

function depth(isWanted: boolean, written: string): number {
  if (!isWanted) return 0;
  return written === '' ? Infinity : Number(written);
}
