/** `text`, which is on one line, so that neither Markdown nor HTML means anything in it. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~@:$^="'/]/g, '\\$&');
}

/** The inputs of a step, folded. Values are shown as they are: fit to be shown, and escaped. */
export function foldedInputs(inputs: readonly (readonly [name: string, value: string])[]): string {
  const rows = inputs.map(([name, value]) => `| \`${name}\` | ${value} |`).join('\n');
  return `<details><summary>Inputs</summary>\n\n| Input | Value |\n| :-- | :-- |\n${rows}\n\n</details>`;
}
