import { Dict } from '../../../jinja/index.ts';
import type { Invocation } from '../../invocation.ts';
import type { NameGroup } from '../group.ts';
import { datetimeModule, pytzModule } from './datetime.ts';
import { itertools } from './itertools.ts';
import { reModule } from './re/index.ts';

/** `modules`: the parts of Python's library that dbt lends to templates. */
export const modules: NameGroup<Pick<Invocation, 'nowMs' | 'withinTime'>> = {
  modules: (invocation) =>
    new Dict([
      ['datetime', datetimeModule(() => invocation.nowMs())],
      ['pytz', pytzModule()],
      ['re', reModule(invocation.withinTime)],
      ['itertools', new Dict(itertools)],
    ]),
};
