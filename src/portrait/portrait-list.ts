import { FileProblem, readTextFile } from '../step/files/workspace.ts';
import { isRecord } from '../step/json.ts';
import { ProblemList, type Problems } from '../step/problem.ts';
import { hintAtFullWidth } from './full-width.ts';
import type { EntryPlace } from './yaml-list.ts';

/** A portrait as the workflow wrote it. `null`: the problem with that part has been reported. */
export interface ListedPortrait {
  /** Where to find its parts, for messages. */
  readonly input: { readonly name: string; readonly source: string };
  readonly name: string | null;
  readonly source: ListedSource | null;
}

/** A source as the workflow wrote it. */
export interface ListedSource {
  readonly kind: 'url' | 'file' | 'asset-id';
  readonly text: string;
}

/** A list of portraits and every problem with it. */
export interface PortraitList extends Problems {
  readonly portraits: readonly ListedPortrait[];
}

const maxPortraits = 500;
// An alias of four characters repeats a whole value, and each value is read, hashed and shown.
const maxValuesLength = 2_000_000;
const sourceKeys = ['url', 'file', 'asset-id'] as const;
const keys: readonly string[] = ['name', ...sourceKeys];

/** Reads the list in a YAML or JSON file of the workspace. */
export async function readListFile(workspace: string, filePath: string): Promise<PortraitList> {
  try {
    return await parseList('portraits-file', await readTextFile(workspace, filePath));
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    return onlyProblem('portraits-file', error.message);
  }
}

/** Parses the list in `text`, which is YAML or its subset JSON. `input` is the name of the input it came from. */
export async function parseList(input: string, text: string): Promise<PortraitList> {
  // The YAML parser is half of the bundle, so load it only when needed.
  const { readYaml } = await import('./yaml-list.ts');
  const problem = (text: string) => onlyProblem(input, text);
  const document = readYaml(text);
  if ('problem' in document) return problem(document.problem);
  const { value: list, entries } = document.value;
  if (!Array.isArray(list)) return problem(`must be a list with one entry per portrait: - { name: …, url: … }${hintIn(list)}`);
  if (list.length === 0) return problem('the list is empty. Write at least one entry: - { name: …, url: … }');
  if (list.length > maxPortraits)
    return problem(`has ${list.length} entries. Split the list over several steps of at most ${maxPortraits} entries`);

  // In a single line, a line number doesn't help.
  const hasLines = text.trimEnd().includes('\n');
  const portraits: ListedPortrait[] = [];
  const problems = new ProblemList();
  const firstWith = new Map<unknown, string>();
  let valuesLength = 0;
  for (const [index, entry] of list.entries()) {
    const place = new PlaceInList(`${input}[${index}]`, entries[index] ?? null, hasLines);
    const first = firstWith.get(entry);
    if (!isRecord(entry)) problems.add(place.ofEntry(), `must be an entry with keys: { name: …, url: … }${hintIn(entry)}`);
    else if (first !== undefined) problems.add(place.ofEntry(), `repeats ${first} by an alias. Remove one of the two entries`);
    else {
      firstWith.set(entry, place.ofEntry());
      valuesLength += lengthOf(entry);
      if (valuesLength > maxValuesLength)
        return problem(`has values of over ${maxValuesLength} characters, aliases included. Shorten the values`);
      portraits.push(readEntry(place, entry, problems));
    }
  }
  return { portraits, problems: problems.problems, omitted: problems.omitted };
}

function onlyProblem(input: string, text: string): PortraitList {
  return { portraits: [], problems: [{ input, text }], omitted: 0 };
}

/** A hint at full-width characters in a value of the wrong type. */
function hintIn(value: unknown): string {
  if (isRecord(value)) return hintAtFullWidth(Object.keys(value).join(''));
  return typeof value === 'string' ? hintAtFullWidth(value) : '';
}

function lengthOf(entry: Readonly<Record<string, unknown>>): number {
  return Object.values(entry).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
}

/** Names an entry and its keys in messages: `portraits[4].name (line 9)`. */
class PlaceInList {
  readonly #name: string;
  readonly #entry: EntryPlace | null;
  readonly #showsLines: boolean;

  constructor(name: string, entry: EntryPlace | null, showsLines: boolean) {
    this.#name = name;
    this.#entry = entry;
    this.#showsLines = showsLines;
  }

  ofEntry(): string {
    return `${this.#name}${this.#atLine(this.#entry?.line)}`;
  }

  ofKey(key: string): string {
    return `${this.#name}.${key}${this.#atLine(this.#entry?.values.get(key)?.line ?? this.#entry?.line)}`;
  }

  /** The value of `key` as written, if it is one word without quotes. */
  plainTextOf(key: string): string | null {
    return this.#entry?.values.get(key)?.plainText ?? null;
  }

  #atLine(line: number | undefined): string {
    return line === undefined || !this.#showsLines ? '' : ` (line ${line})`;
  }
}

/** Reads one entry and adds its problems to `problems`. */
function readEntry(place: PlaceInList, entry: Readonly<Record<string, unknown>>, problems: ProblemList): ListedPortrait {
  for (const [key, value] of Object.entries(entry)) {
    if (!keys.includes(key)) problems.add(place.ofKey(key), `unknown key. The keys are ${keys.join(', ')}${hintAtFullWidth(key)}`);
    else if (typeof value !== 'string') {
      // Don't suggest "null" as the text: the author left the value out.
      const plainText = value === null ? null : place.plainTextOf(key);
      problems.add(place.ofKey(key), `must be text${plainText === null ? '' : `: write "${plainText}"`}`);
    }
  }
  // Empty text counts as absent; a value that isn't text is `null`.
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
    problems.add(place.ofEntry(), `must have exactly one of ${sourceKeys.join(', ')}`);
  }
  return {
    input: { name: place.ofKey('name'), source: place.ofKey(source?.kind ?? 'url') },
    name: textOf('name'),
    source: given.length === 1 && source !== undefined ? source : null,
  };
}
