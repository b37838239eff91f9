import { isTrue, ReturnFunction, toStr, type Value } from '../../jinja/index.ts';
import { wrongArguments } from '../../diagnostics/catalogue/context.ts';
import { bodyOf, fault, native, variadic } from '../call.ts';
import type { Invocation } from '../invocation.ts';
import type { NameGroup } from './group.ts';

/** @param node The unique id of the node that says it, where one runs. */
export const logFunction = (invocation: Invocation, node?: string): Value =>
  native('log', ['msg', 'info?'], ([message, info]) => {
    const isInfo = info !== undefined && isTrue(info);
    invocation.emit({ kind: 'log', message: toStr(message!), isInfo, ...(node !== undefined && { node }) });
    return '';
  });

/** What a template says to its author, and how a macro gives a value instead of text. */
export const output: NameGroup<Invocation> = {
  log: (invocation) => logFunction(invocation),
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
  return: () => new ReturnFunction(bodyOf('return', ['data'], ([data]) => data!)),
};
