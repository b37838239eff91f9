import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataMark, inlineData, linkData } from './embed.ts';

const page = `<body>${dataMark}<script>code</script></body>`;

function readLinked(json: string): unknown {
  const found: { bkBuildDocs?: string } = {};
  runInNewContext(linkData(json).replace('globalThis', 'found'), { found });
  return JSON.parse(found.bkBuildDocs!);
}

function readInlined(json: string): unknown {
  const [, block = ''] = /<script type="application\/json" id="docs-data">([^]*?)<\/script>/.exec(
    inlineData(page, json),
  )!;
  return JSON.parse(block);
}

const nasty = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  ']]>',
  "it's \\ and \\' and \\\\'",
  '\u2028\u2029\u0000\ud800',
  '${x} `y` $& $1',
];

describe('data in a page', () => {
  it.each(nasty)('keeps %j, and nothing of it is markup', (text) => {
    const json = JSON.stringify({ text, [text]: [text] });
    expect(readLinked(json)).toEqual({ text, [text]: [text] });
    expect(readInlined(json)).toEqual({ text, [text]: [text] });
    expect(linkData(json)).not.toMatch(/[<>&]/);
    expect(inlineData(page, json).match(/<\/script>/g)).toHaveLength(2);
  });

  it('keeps any value', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(readLinked(json)).toEqual(JSON.parse(json));
        expect(readInlined(json)).toEqual(JSON.parse(json));
      }),
      { seed: 7 },
    );
  });
});
