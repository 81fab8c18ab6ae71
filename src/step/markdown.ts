/** Escapes all Markdown and HTML in `text`, which is a single line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~@:$^="'/]/g, '\\$&');
}

/** Formats `text`, which is a single line, as a code span. Nothing in it becomes a link, which matters for IDs and references. */
export function codeSpan(text: string): string {
  const fence = '`'.repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const padding = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${padding}${text.replaceAll('|', '\\|')}${padding}${fence}`;
}

/** Returns a table of at most `maxBytes` besides its head. `rest` names where the rows are that don't fit. */
export function tableWithin(maxBytes: number, head: readonly string[], rows: readonly string[], rest: string): string {
  const shown = [...head];
  let left = maxBytes;
  for (const [index, row] of rows.entries()) {
    left -= Buffer.byteLength(row) + 1;
    if (left < 0) {
      shown.push('', `… and ${rows.length - index} more: see ${rest}.`);
      break;
    }
    shown.push(row);
  }
  return shown.join('\n');
}

/** Returns the inputs of a step as a folded table. Values are sanitized and escaped. */
export function foldedInputs(inputs: readonly (readonly [name: string, value: string])[]): string {
  const rows = inputs.map(([name, value]) => `| \`${name}\` | ${value} |`).join('\n');
  return `<details><summary>Inputs</summary>\n\n| Input | Value |\n| :-- | :-- |\n${rows}\n\n</details>`;
}
