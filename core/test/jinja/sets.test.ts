import { expect, it } from 'vitest';
import { Dict, type HostValue, NativeFunction, PySet, renderSync } from '../../src/jinja/index.ts';
import { setMethods } from '../../src/jinja/methods/set.ts';

const set = new NativeFunction('set', ([items]) => new PySet(items as Iterable<never>));
const context: Record<string, HostValue> = { set, other: new Dict() };

/** Answers of Python's sets; jinja alone has no way to make one, dbt's context has set(). */
const cases: readonly (readonly [string, string])[] = [
  ['{{ set([3, 1, 3]) | sort }} {{ set([1, 1.0, true]) | length }} {{ set([]) }} {{ 1 in set([1]) }}', '[1, 3] 1 set() True'],
  ['{{ set([1, 2]).union([2, 3]) | sort }} {{ set([1, 2]).intersection([2, 3]) }}', '[1, 2, 3] {2}'],
  ['{{ set([1, 2]).difference([2]) }} {{ set([1, 2]) - set([1]) }} {{ set([1, 2]).symmetric_difference([2, 3]) | sort }}', '{1} {2} [1, 3]'],
  ['{{ set([1]).issubset([1, 2]) }} {{ set([1, 2]).issuperset([1]) }} {{ set([1]).isdisjoint([2]) }}', 'True True True'],
  ['{% set s = set([1]) %}{% do s.add(2) %}{% do s.update([3], [4]) %}{% do s.remove(1) %}{% do s.discard(9) %}{{ s | sort }}{% set c = s.copy() %}{% do s.clear() %}{{ s }}{{ c | length }}{{ set([7]).pop() }}', '[2, 3, 4]set()37'],
  ['{{ set([1, 2]) == set([2, 1]) }} {{ set([1]) == [1] }} {{ set(["a"]) }} {{ set([1]) is iterable }} {{ set([1]) is sequence }}', "True False {'a'} True False"],
];

it.each(cases)('%s', (template, expected) => {
  expect(renderSync(template, context)).toBe(expected);
});

it('every method has a case', () => {
  const text = cases.join('\n');
  expect([...setMethods.keys()].filter((name) => !text.includes(`.${name}(`))).toEqual([]);
});
