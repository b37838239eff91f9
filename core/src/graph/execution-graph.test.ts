import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../manifest/index.ts';
import { type ExecutionNode, executionGraph } from './execution-graph.ts';

/** A node by its parents: models `m…`, data tests `t…`, unit tests `u…` (of their first parent). */
type Project = Readonly<Record<string, readonly string[]>>;

function manifestOf(project: Project): Manifest {
  const entries = Object.entries(project).map(([id, nodes]) => {
    const type = id.startsWith('m') ? 'model' : id.startsWith('t') ? 'test' : 'unit_test';
    return [
      id,
      { unique_id: id, resource_type: type, config: {}, depends_on: { nodes, macros: [] } },
    ] as const;
  });
  const empty = new Map();
  return {
    nodes: new Map(entries.filter(([id]) => !id.startsWith('u'))),
    unitTests: new Map(entries.filter(([id]) => id.startsWith('u'))),
    sources: empty,
    exposures: empty,
    metrics: empty,
    semanticModels: empty,
    savedQueries: empty,
    functions: empty,
  } as unknown as Manifest;
}

const plan = (
  project: Project,
  selected = Object.keys(project),
  testEdges = true,
): readonly ExecutionNode[] => executionGraph(manifestOf(project), selected, { testEdges });

const waits = (nodes: readonly ExecutionNode[]): Record<string, string[]> =>
  Object.fromEntries(nodes.map(({ id, waitsFor }) => [id, waitsFor.toSorted()]));

describe('executionGraph', () => {
  it('keeps order across nodes that are not selected', () => {
    const project = { m1: [], m2: ['m1'], m3: ['m2'], m4: ['m3'] };
    expect(waits(plan(project, ['m1', 'm4']))).toEqual({ m1: [], m4: ['m1'] });
  });

  it('lets what reads a model wait for its tests', () => {
    const project = { m1: [], m2: ['m1'], t1: ['m1'] };
    expect(waits(plan(project))).toEqual({ m1: [], t1: ['m1'], m2: ['m1', 't1'] });
    expect(waits(plan(project, ['m1', 'm2', 't1'], false))).toEqual({ m1: [], t1: ['m1'], m2: ['m1'] });
  });

  it('lets a test of two models hold up only what reads both', () => {
    const project = { m1: [], m2: [], m3: ['m1'], m4: ['m3', 'm2'], m5: ['m4'], t1: ['m1', 'm2'] };
    const found = waits(plan(project));
    expect(found['m3']).toEqual(['m1']);
    expect(found['m4']).toEqual(['m2', 'm3', 't1']);
    expect(found['m5']).toEqual(['m4']);
  });

  it('runs unit tests before their model, and after what the model reads', () => {
    const project = { m1: [], m2: ['m1'], u1: ['m2'], t1: ['m1'] };
    expect(waits(plan(project))).toEqual({ m1: [], t1: ['m1'], u1: ['m1', 't1'], m2: ['m1', 't1', 'u1'] });
    expect(waits(plan(project, ['u1']))).toEqual({ u1: [] });
  });

  it('gives the longest way to the end the highest priority', () => {
    const project = { m1: [], m2: ['m1'], m3: ['m2'], m4: [], m5: ['m4'] };
    const nodes = plan(project);
    const priority = Object.fromEntries(nodes.map((node) => [node.id, node.priority]));
    expect(priority).toEqual({ m1: 3, m2: 2, m3: 1, m4: 2, m5: 1 });
    const timed = executionGraph(manifestOf(project), Object.keys(project), {
      testEdges: false,
      durations: new Map([['m5', 50]]),
    });
    expect(timed.find(({ id }) => id === 'm4')!.priority).toBe(100);
  });

  it('orders what dbt orders, in any graph', () => {
    fc.assert(
      fc.property(randomProject(), ({ project, selected }) => {
        const expected = dbtOrder(project, selected);
        const found = reachability(
          Object.fromEntries(plan(project, selected).map((node) => [node.id, node.waitsFor])),
        );
        for (const id of selected) expect([...found(id)].toSorted()).toEqual(expected(id));
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('gives every node after all that it waits for, of 10,000', () => {
    const project: Record<string, string[]> = {};
    for (let i = 0; i < 10_000; i++) {
      const near = [i - 1, i - 7, i - 31].filter((n) => n >= 0).map((n) => `m${n}`);
      project[`m${i}`] = i % 50 === 0 ? [] : near;
      if (i % 2 === 0) project[`t${i}`] = [`m${i}`, ...(i % 10 === 0 && i > 0 ? [`m${i - 1}`] : [])];
    }
    const done = new Set<string>();
    for (const { id, waitsFor } of plan(project)) {
      for (const other of waitsFor) if (!done.has(other)) expect.fail(`${id} before ${other}`);
      done.add(id);
    }
    expect(done.size).toBe(15_000);
  });
});

function randomProject(): fc.Arbitrary<{ project: Project; selected: string[] }> {
  return fc
    .tuple(
      fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 9 }),
      fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
      fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }),
    )
    .map(([models, tests, picks]) => {
      const project: Record<string, string[]> = {};
      for (const [i, parents] of models.entries()) {
        project[`m${i}`] = i === 0 ? [] : [...new Set(parents.map((n) => `m${n % i}`))];
      }
      for (const [i, parents] of tests.entries()) {
        project[`t${i}`] = [...new Set(parents.map((n) => `m${n % models.length}`))];
      }
      return { project, selected: Object.keys(project).filter((_, i) => picks[i]) };
    });
}

/** dbt's rule in so many words: a model follows every test all of whose parents stand above the model. */
function dbtOrder(project: Project, selected: readonly string[]): (id: string) => string[] {
  const above = reachability(project);
  const withTests = Object.fromEntries(
    Object.entries(project).map(([id, parents]) => {
      if (!id.startsWith('m')) return [id, parents];
      const tests = Object.keys(project).filter(
        (test) => test.startsWith('t') && project[test]!.every((parent) => above(id).has(parent)),
      );
      return [id, [...parents, ...tests]];
    }),
  );
  const all = reachability(withTests);
  return (id) => [...all(id)].filter((other) => selected.includes(other)).toSorted();
}

/** What stands above each node. */
function reachability(
  parents: Readonly<Record<string, readonly string[]>>,
): (id: string) => ReadonlySet<string> {
  return (id) => {
    const found = new Set(parents[id]);
    for (const other of found) for (const next of parents[other] ?? []) found.add(next);
    return found;
  };
}
