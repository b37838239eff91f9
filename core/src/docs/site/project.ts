import type { SiteColumn, SiteData, SiteMacro, SiteNode, SiteTest } from '../contents/site-data.ts';
import { Search } from './search.ts';
import { Selector } from './selection.ts';

/** A project's data with what follows from it, each computed when a page first asks for it. */
export class Project {
  readonly data: SiteData;
  readonly #children = new Map<string, string[]>();
  readonly #testsByNode = new Map<string, SiteTest[]>();
  #macroUsers: ReadonlyMap<string, readonly string[]> | undefined;
  #search: Search | undefined;
  #selector: Selector | undefined;

  constructor(data: SiteData) {
    this.data = data;
    for (const node of Object.values(data.nodes)) {
      for (const parent of node.depends_on.nodes)
        if (data.nodes[parent]) push(this.#children, parent, node.unique_id);
    }
    for (const test of Object.values(data.tests)) {
      const subjects = test.attached_node === undefined ? test.depends_on.nodes : [test.attached_node];
      for (const subject of subjects) push(this.#testsByNode, subject, test);
    }
  }

  get search(): Search {
    return (this.#search ??= new Search(this.data));
  }

  get selector(): Selector {
    return (this.#selector ??= new Selector(this.data));
  }

  node(id: string): SiteNode | undefined {
    return Object.hasOwn(this.data.nodes, id) ? this.data.nodes[id] : undefined;
  }

  test(id: string): SiteTest | undefined {
    return Object.hasOwn(this.data.tests, id) ? this.data.tests[id] : undefined;
  }

  macro(id: string): SiteMacro | undefined {
    return Object.hasOwn(this.data.macros, id) ? this.data.macros[id] : undefined;
  }

  parents({ depends_on: { nodes } }: SiteNode | SiteTest): readonly SiteNode[] {
    return nodes.map((id) => this.node(id)).filter((node) => node !== undefined);
  }

  children(id: string): readonly SiteNode[] {
    return (this.#children.get(id) ?? []).map((child) => this.data.nodes[child]!);
  }

  /** Every test of a node: those of its columns too, and singular tests that read it. */
  testsOf(id: string): readonly SiteTest[] {
    return this.#testsByNode.get(id) ?? [];
  }

  columnTests({ tests }: SiteColumn): readonly SiteTest[] {
    return tests.map((id) => this.test(id)).filter((test) => test !== undefined);
  }

  /** Unique ids of nodes, tests and macros that call a macro. */
  macroUsers(id: string): readonly string[] {
    if (!this.#macroUsers) {
      const users = new Map<string, string[]>();
      const { macros, nodes, tests } = this.data;
      for (const user of [...Object.values(nodes), ...Object.values(tests), ...Object.values(macros)]) {
        for (const macro of user.depends_on.macros) push(users, macro, user.unique_id);
      }
      this.#macroUsers = users;
    }
    return this.#macroUsers.get(id) ?? [];
  }
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
