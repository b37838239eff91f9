import { raisedByTemplate } from '../../diagnostics/catalogue/context.ts';
import { Dict, equals, toRepr, toStr } from '../../jinja/index.ts';
import { fault, native, variadic } from '../call.ts';
import type { Invocation } from '../invocation.ts';
import type { NameGroup } from './group.ts';

/** `validation.any('a', 'b')`: a function that refuses any other value, for `config.require`. */
export const validation: NameGroup<Invocation> = {
  validation: () =>
    new Dict([
      [
        'any',
        variadic('validation.any', (allowed) =>
          native('validate', ['value'], ([value], site) => {
            if (allowed.some((candidate) => equals(candidate, value!))) return null;
            const list = allowed.map(toRepr).join(', ');
            throw fault(site, raisedByTemplate('COMPILER_ERROR', `"${toStr(value!)}" is not one of ${list}`));
          }),
        ),
      ],
    ]),
};
