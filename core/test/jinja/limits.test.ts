import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/diagnostics/index.ts';
import { render, renderSync, type RenderLimits } from '../../src/jinja/index.ts';

const limits: Partial<RenderLimits> = { maxSteps: 200_000, maxOutputChars: 1_000_000 };

async function codes(template: string, macros = '', context = {}): Promise<readonly string[]> {
  const caught = (error: unknown): string => {
    if (!(error instanceof UserError)) throw error;
    expect(error.diagnostics[0]!.at).toBeDefined();
    return error.diagnostics[0]!.code;
  };
  const options = { macros, limits };
  let sync = 'rendered';
  try {
    renderSync(template, context, options);
  } catch (error) {
    sync = caught(error);
  }
  return [sync, await render(template, context, options).then(() => 'rendered', caught)];
}

describe('a template that would not end or would fill the memory is stopped', () => {
  it.each([
    ['a loop that feeds itself', '{% set l = [1] %}{% for x in l %}{% do l.append(x) %}{% endfor %}', 'STEP_LIMIT'],
    ['loops in loops', '{% for a in range(10000) %}{% for b in range(10000) %}{% for c in range(10000) %}{% endfor %}{% endfor %}{% endfor %}', 'STEP_LIMIT'],
    ['a long range', '{{ range(1000000000) }}', 'STEP_LIMIT'],
    ['too much text', '{% for a in range(100000) %}{{ "x" * 1000 }}{% endfor %}', 'OUTPUT_LIMIT'],
    ['too much text in a variable', '{% set t %}{% for a in range(100000) %}{{ "x" * 1000 }}{% endfor %}{% endset %}', 'OUTPUT_LIMIT'],
    ['a text doubled', '{% set ns = namespace(t="x") %}{% for i in range(100) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}', 'OUTPUT_LIMIT'],
    ['a list doubled', '{% set l = [1] %}{% for i in range(60) %}{% do l.extend(l) %}{% endfor %}', 'OUTPUT_LIMIT'],
    ['a repeated text', '{{ "x" * 100000000000 }}', 'OUTPUT_LIMIT'],
    ['a padded text', '{{ "x".ljust(100000000000) }}', 'OUTPUT_LIMIT'],
    ['a wide format', '{{ "%100000000000d" % 1 }}', 'OUTPUT_LIMIT'],
    ['a huge number', '{{ 10 ** (10 ** 10) }}', 'OUTPUT_LIMIT'],
    ['a number squared again and again', '{% set ns = namespace(n=3) %}{% for i in range(100) %}{% set ns.n = ns.n * ns.n %}{% endfor %}', 'OUTPUT_LIMIT'],
    ['a macro that calls itself', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', 'RECURSION_LIMIT'],
    ['a recursive loop', '{% set l = [] %}{% do l.append(l) %}{% for x in l recursive %}{{ loop(x) }}{% endfor %}', 'RECURSION_LIMIT'],
    ['a list in itself, compared', '{% set l = [] %}{% do l.append(l) %}{% set k = [] %}{% do k.append(k) %}{{ l == k }}', 'RECURSION_LIMIT'],
  ])('%s', async (_name, template, code) => {
    expect(await codes(template)).toEqual([code, code]);
  });

  it('macros that call one another', async () => {
    const macros = '{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}';
    expect(await codes('{{ a() }}', macros)).toEqual(['RECURSION_LIMIT', 'RECURSION_LIMIT']);
  });

  it.each([
    ['a chain of sums', `{{ 1${' + 1'.repeat(100_000)} }}`],
    ['a chain of ands', `{{ 1${' and 1'.repeat(5000)} }}`],
    ['a chain of nots', `{{ ${'not '.repeat(100_000)} 1 }}`],
    ['a chain of attributes', `{{ x${'.a'.repeat(100_000)} }}`],
    ['a chain of branches', `{% if x %}${'{% elif y %}'.repeat(20_000)}{% endif %}`],
    ['blocks in blocks', `${'{% for a in b %}'.repeat(5000)}${'{% endfor %}'.repeat(5000)}`],
  ])('%s', (_name, template) => {
    expect(() => renderSync(template)).toThrow(UserError);
  });

  it('a long template takes time in proportion', () => {
    expect(renderSync('{{ 1 }}x'.repeat(50_000))).toHaveLength(100_000);
    expect(renderSync(`{{ [${'1.5,'.repeat(50_000)}] | length }}`)).toBe('50000');
  });

  it('a signal', async () => {
    const controller = new AbortController();
    controller.abort();
    const stopped = render('{% for a in range(9999) %}{% endfor %}', {}, { limits: { signal: controller.signal } });
    await expect(stopped).rejects.toThrow('cancelled');
  });

  it('a list that holds itself prints as Python prints it', () => {
    expect(renderSync('{% set l = [1] %}{% do l.append(l) %}{{ l }}')).toBe('[1, [...]]');
  });

  it('a list longer than what a call takes as arguments', () => {
    expect(renderSync('{% set l = range(99999) | list %}{% do l.extend(l) %}{% do l.extend(l) %}{{ l | length }} {{ (l | sort)[5] }} {{ l | max }}')).toBe('399996 1 99998');
  });
});

describe('a template that exhausts the stack is refused at its longest tag', () => {
  const many = 30_000;
  it.each([
    ['a sum', `{{ 1${' + 1'.repeat(many)} }}`],
    ['attributes', `{{ x${'.a'.repeat(many)} }}`],
    ['filters', `{{ 1${' | abs'.repeat(many)} }}`],
    ['powers', `{{ 1${' ** 1'.repeat(many)} }}`],
    ['calls', `{{ x${'(1)'.repeat(many)} }}`],
    ['signs', `{{ ${'- '.repeat(many)} 1 }}`],
    ['conditions', `{{ 1${' if x else 1'.repeat(many)} }}`],
  ])('%s', async (_name, tag) => {
    const caught = await render(`select\n  {{ short }},\n  ${tag}`, {}, { file: 'models/a.sql' }).catch((error: unknown) => error);
    expect(caught).toBeInstanceOf(UserError);
    expect((caught as UserError).diagnostics).toEqual([
      {
        code: 'TEMPLATE_TOO_COMPLEX',
        severity: 'error',
        message: 'Cannot compile the template: something in it is too long a chain, or nested too deep',
        at: expect.objectContaining({ file: 'models/a.sql', line: 3, column: 3 }),
        hint: 'Loop over a list instead of writing everything out',
      },
    ]);
  });

  it('a chain of blocks', async () => {
    expect(await codes(`{% if a %}${'{% elif a %}b'.repeat(many)}{% endif %}`)).toEqual(['TEMPLATE_TOO_COMPLEX', 'TEMPLATE_TOO_COMPLEX']);
  });
});
