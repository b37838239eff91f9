import { describe, expect, it } from 'vitest';
import type { Content, ElementContent } from './element.ts';
import { markdown } from './markdown.ts';

/** What a page would show, as markup: only what is an element here has angle brackets. */
function shown(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (typeof content === 'string' || typeof content === 'number')
    return String(content).replaceAll('<', '‹').replaceAll('>', '›');
  if (!('tag' in (content as object))) return (content as readonly Content[]).map(shown).join('');
  const { attributes, content: inside, tag } = content as ElementContent;
  const href = attributes['href'] === undefined ? '' : ` ${String(attributes['href'])}`;
  return `<${tag}${href}>${inside.map(shown).join('')}</${tag}>`;
}

const render = (text: string): string => shown(markdown(text));

describe('markdown', () => {
  it.each([
    ['a **b** *c* `d <e>` ~~f~~', '<p>a <strong>b</strong> <em>c</em> <code>d ‹e›</code> <del>f</del></p>'],
    ['# Title', '<h3>Title</h3>'],
    ['- a\n- b **c**', '<ul><li>a</li><li>b <strong>c</strong></li></ul>'],
    ['3. a\n4. b', '<ol><li>a</li><li>b</li></ol>'],
    ['- [x] done', '<ul><li>☑ done</li></ul>'],
    ['> quoted', '<blockquote><p>quoted</p></blockquote>'],
    ['a &amp; b &lt;c&gt; &#8364; &unknown; \\*', '<p>a & b ‹c› € &unknown; *</p>'],
    ['see https://example.org/x', '<p>see <a https://example.org/x>https://example.org/x</a></p>'],
    ['[mail](mailto:a@b.c)', '<p><a mailto:a@b.c>mail</a></p>'],
    ['![chart](https://example.org/a.png)', '<p><a https://example.org/a.png>chart</a></p>'],
  ])('%j', (text, expected) => expect(render(text)).toBe(expected));

  it('shows tables', () => {
    expect(render('|a|b|\n|-|-:|\n|1|*2*|')).toBe(
      '<div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td><em>2</em></td></tr></tbody></table></div>',
    );
  });

  it.each([
    '<script>alert(1)</script>',
    'a <img src=x onerror=alert(1)> b',
    '<svg/onload=alert(1)>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '```html\n<script>alert(1)</script>\n```',
  ])('shows HTML as it was written: %j', (text) => {
    expect(render(text)).not.toMatch(/<(?!\/?(p|pre|code|span)>)/);
    expect(render(text)).toContain('‹');
  });

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&#10;script:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:msgbox)',
    '[x](file:///etc/passwd)',
    '[x](//evil.example)',
    '[x](#/model/other)',
    '![x](javascript:alert(1))',
    '<javascript:alert(1)>',
    '[x][1]\n\n[1]: javascript:alert(1)',
  ])('makes no link of %j', (text) => expect(render(text)).not.toContain('<a'));
});
