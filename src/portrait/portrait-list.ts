import { isRecord } from '../step/json.ts';
import type { Problem } from '../step/problem.ts';
import { FileProblem, readTextFile } from '../step/workspace.ts';

/** A portrait as the workflow wrote it. What is `null` has been complained about. */
export interface ListedPortrait {
  /** Where its parts stand, for messages. */
  readonly input: { readonly name: string; readonly source: string };
  readonly name: string | null;
  readonly source: ListedSource | null;
}

/** A source as the workflow wrote it. */
export interface ListedSource {
  readonly kind: 'url' | 'file' | 'asset-id';
  readonly text: string;
}

/** A list of portraits and all that is wrong with it. */
export interface PortraitList {
  readonly portraits: readonly ListedPortrait[];
  readonly problems: readonly Problem[];
}

const maxPortraits = 500;
const sourceKeys = ['url', 'file', 'asset-id'] as const;
const keys: readonly string[] = ['name', ...sourceKeys];

/** The list in a YAML or JSON file of the workspace. */
export async function readListFile(workspace: string, filePath: string): Promise<PortraitList> {
  try {
    return await parseList('portraits-file', await readTextFile(workspace, filePath));
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    return { portraits: [], problems: [{ input: 'portraits-file', text: `“${filePath}”: ${error.message}` }] };
  }
}

/** The list in `text`, which is YAML or, within it, JSON. `input` is the name of the input it came from. */
export async function parseList(input: string, text: string): Promise<PortraitList> {
  // Half of the bundle: loaded only where it is needed.
  const { load, YAMLException } = await import('js-yaml');
  const problem = (text: string): PortraitList => ({ portraits: [], problems: [{ input, text }] });
  let list: unknown;
  try {
    list = load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === undefined ? '' : ` in line ${error.mark.line + 1}`;
    return problem(`neither YAML nor JSON: ${error.reason}${line}`);
  }
  if (!Array.isArray(list)) return problem('not a list; write one entry a portrait: - { name: …, url: … }');
  if (list.length === 0) return problem('the list is empty; write at least one entry: - { name: …, url: … }');
  if (list.length > maxPortraits) return problem(`${list.length} entries; split the list into steps of at most ${maxPortraits}`);

  const portraits: ListedPortrait[] = [];
  const problems: Problem[] = [];
  list.forEach((entry: unknown, index) => {
    const place = `${input}[${index}]`;
    if (isRecord(entry)) portraits.push(readEntry(place, entry, problems));
    else problems.push({ input: place, text: 'not an entry with keys; write { name: …, url: … }' });
  });
  return { portraits, problems };
}

/** One entry; what is wrong with it is added to `problems`. */
function readEntry(place: string, entry: Readonly<Record<string, unknown>>, problems: Problem[]): ListedPortrait {
  for (const [key, value] of Object.entries(entry)) {
    if (!keys.includes(key)) problems.push({ input: `${place}.${key}`, text: `unknown key; the keys are ${keys.join(', ')}` });
    else if (typeof value !== 'string') problems.push({ input: `${place}.${key}`, text: 'not a string; put the value in quotes' });
  }
  // An empty text is an absent one; anything but a text is `null`.
  const textOf = (key: string): string | null => {
    const value = entry[key];
    if (!Object.hasOwn(entry, key)) return '';
    return typeof value === 'string' ? value.trim() : null;
  };
  const given = sourceKeys.flatMap((kind) => {
    const text = textOf(kind);
    return text === null || text === '' ? [] : [{ kind, text }];
  });
  const [source] = given;
  const hasUnreadable = sourceKeys.some((key) => textOf(key) === null);
  if (given.length > 1 || (source === undefined && !hasUnreadable)) {
    problems.push({ input: place, text: `give it exactly one of ${sourceKeys.join(', ')}` });
  }
  return {
    input: { name: `${place}.name`, source: `${place}.${source?.kind}` },
    name: textOf('name'),
    source: given.length === 1 && source !== undefined ? source : null,
  };
}
