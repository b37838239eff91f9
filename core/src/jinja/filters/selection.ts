import { isTrue } from '../operators.ts';
import { toStr } from '../text.ts';
import { type Kwargs, OneShot, TemplateFault, type Value } from '../values/index.ts';
import { type FilterContext, itemsOf, type NamedFilter, picker, variadic } from './filter.ts';

/** Filters that apply another filter or test to each item. */
export const selectionFilters: Readonly<Record<string, NamedFilter>> = {
  map: variadic(
    (input, args, kwargs, context) => new OneShot(givenItems(input).map(mapping(args, kwargs, context))),
  ),
  select: choosing('select', false, true),
  reject: choosing('reject', false, false),
  selectattr: choosing('selectattr', true, true),
  rejectattr: choosing('rejectattr', true, false),
};

function mapping(args: readonly Value[], kwargs: Kwargs, context: FilterContext): (item: Value) => Value {
  const [name, ...rest] = args;
  const attribute = kwargs.get('attribute');
  if (name === undefined && attribute !== undefined) {
    for (const key of kwargs.keys()) {
      if (key !== 'attribute' && key !== 'default')
        throw new TemplateFault(`map() has no argument "${key}"`, 'WRONG_ARGUMENTS');
    }
    return picker(attribute, context, kwargs.get('default'));
  }
  if (name === undefined) throw new TemplateFault('map() needs the name of a filter', 'WRONG_ARGUMENTS');
  return (item) => context.filter(toStr(name), item, rest, kwargs);
}

/** Keeps items that pass, or fail, a test; of the items themselves or of an attribute. */
function choosing(filter: string, hasAttribute: boolean, keeps: boolean): NamedFilter {
  return variadic((input, args, _kwargs, context) => {
    const [attribute] = args;
    if (hasAttribute && attribute === undefined)
      throw new TemplateFault(`${filter}() needs the name of an attribute`, 'WRONG_ARGUMENTS');
    const pick = hasAttribute ? picker(attribute, context) : (item: Value): Value => item;
    const [test, ...rest] = hasAttribute ? args.slice(1) : args;
    const passes = (item: Value): boolean =>
      test === undefined ? isTrue(pick(item)) : context.test(toStr(test), pick(item), rest);
    return new OneShot(givenItems(input).filter((item) => passes(item) === keeps));
  });
}

/** Anything that counts as false has no items here, even None. */
function givenItems(input: Value): Value[] {
  return isTrue(input) ? itemsOf(input) : [];
}
