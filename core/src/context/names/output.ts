import { ReturnSignal, isTrue, toStr } from '../../jinja/index.ts';
import { native } from '../call.ts';
import type { Invocation } from '../invocation.ts';
import type { NameGroup } from './group.ts';

/** What a template says to its author, and how a macro gives a value instead of text. */
export const output: NameGroup<Invocation> = {
  log: (invocation) =>
    native('log', ['msg', 'info?'], ([message, info]) => {
      invocation.emit({ kind: 'log', message: toStr(message!), isInfo: info !== undefined && isTrue(info) });
      return '';
    }),
  print: (invocation) =>
    native('print', ['msg'], ([message]) => {
      invocation.emit({ kind: 'print', message: toStr(message!) });
      return '';
    }),
  return: () =>
    native('return', ['data'], ([data]) => {
      throw new ReturnSignal(data!);
    }),
};
