import { Marked } from 'marked';
import { expect, test } from 'vitest';
import { codeSpan, foldedInputs } from '../../../src/step/markdown.ts';

test.each(['www.evil.example', 'https://evil.example/x', 'a`b', '`a``', 'a|b', '<b>', '@octocat'])(
  '%j is shown as code, in a table too',
  (text) => {
    const html = new Marked().parse(foldedInputs([['asset-id', codeSpan(text)]]), { async: false });
    const [, shown = ''] =
      /<td[^>]*><code>(.*)<\/code><\/td>\s*<\/tr>/.exec(html.replace(/<td[^>]*><code>asset-id<\/code><\/td>/, '')) ?? [];
    expect(shown.replaceAll('&lt;', '<').replaceAll('&gt;', '>')).toBe(text);
    expect(html).not.toContain('<a ');
  },
);
