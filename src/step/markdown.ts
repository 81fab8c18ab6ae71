/** `text`, which is on one line, so that neither Markdown nor HTML means anything in it. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~@:$^="'/]/g, '\\$&');
}

/** `text`, which is on one line, as code, where nothing becomes a link: IDs and references. */
export function codeSpan(text: string): string {
  const fence = '`'.repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const padding = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${padding}${text.replaceAll('|', '\\|')}${padding}${fence}`;
}

/** The inputs of a step, folded. Values are shown as they are: fit to be shown, and escaped. */
export function foldedInputs(inputs: readonly (readonly [name: string, value: string])[]): string {
  const rows = inputs.map(([name, value]) => `| \`${name}\` | ${value} |`).join('\n');
  return `<details><summary>Inputs</summary>\n\n| Input | Value |\n| :-- | :-- |\n${rows}\n\n</details>`;
}
