/** Collects what the benchmark was to reach, and says next to each figure whether it does. */
export class Targets {
  held = 0;
  missed = 0;

  /** `figure`, the most it may be, and whether it is no more than that. */
  atMost(figure: number, limit: number, show: (value: number) => string = String): string {
    return this.#judge(figure <= limit, `${show(figure)} (target ≤ ${show(limit)})`);
  }

  /** The same for the least that a figure may be. */
  atLeast(figure: number, limit: number, show: (value: number) => string = String): string {
    return this.#judge(figure >= limit, `${show(figure)} (target ≥ ${show(limit)})`);
  }

  /** The same for a figure that is to be exactly so. */
  exactly(figure: number, wanted: number, how: string): string {
    return this.#judge(figure === wanted, `${figure} (target ${how} = ${wanted})`);
  }

  /** The same for what is or is not. */
  holds(isTrue: boolean): string {
    return this.#judge(isTrue, isTrue ? 'yes' : 'no');
  }

  #judge(reached: boolean, text: string): string {
    if (reached) this.held += 1;
    else this.missed += 1;
    return `${text} ${reached ? 'ok' : 'MISSED'}`;
  }
}

/** Prints rows under a title, as a Markdown table that is also readable as it stands. The first row is the head. */
export function printTable(title: string, rows: readonly (readonly string[])[], notes: readonly string[] = []): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) => `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const [head = [], ...body] = rows;
  console.log([`\n## ${title}\n`, line(head), rule, ...body.map(line), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n'));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A number with `digits` decimals. */
export function fixed(digits: number, unit = ''): (value: number) => string {
  return (value) => `${value.toFixed(digits)}${unit}`;
}

/** Milliseconds as seconds. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
