import { ReturnSignal, isTrue, toStr } from '../../jinja/index.ts';
import { wrongArguments } from '../../diagnostics/catalogue/context.ts';
import { fault, native, variadic } from '../call.ts';
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
  sql_now: () => 'now()',
  adapter_macro: () =>
    variadic('adapter_macro', ([name], _kwargs, site) => {
      const hint = 'Call adapter.dispatch(name, package)() instead';
      throw fault(site, {
        ...wrongArguments(
          'adapter_macro',
          `dbt took it away; "${toStr(name ?? '')}" cannot be found with it`,
        ),
        hint,
      });
    }),
  return: () =>
    native('return', ['data'], ([data]) => {
      throw new ReturnSignal(data!);
    }),
};
