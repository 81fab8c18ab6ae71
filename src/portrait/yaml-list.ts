import { constructFromEvents, EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import type { Parsed } from '../step/problem.ts';
import { hintAtFullWidth } from './full-width.ts';

/** Where and how a value of an entry is written. */
export interface ValuePlace {
  /** Counted from 1. */
  readonly line: number;
  /** The value as written if it is one word without quotes; otherwise `null`. */
  readonly plainText: string | null;
}

/** Where an entry of the list is written, and its values by key. */
export interface EntryPlace {
  readonly line: number;
  readonly values: ReadonlyMap<string, ValuePlace>;
}

/** A document, and where its entries are if it is a list. */
export interface YamlDocument {
  readonly value: unknown;
  /** `null` for an empty entry. */
  readonly entries: readonly (EntryPlace | null)[];
}

/** Parses one document of YAML 1.2 or its subset JSON. */
export function readYaml(text: string): Parsed<YamlDocument> {
  try {
    const events = parseEvents(text, {});
    const documents = constructFromEvents(events, { source: text });
    if (documents.length !== 1) return { problem: `must be one YAML or JSON document, not ${documents.length}` };
    return { value: { value: documents[0], entries: locateEntries(events, text) } };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    if (error.mark === undefined) return { problem: `not valid YAML or JSON (${error.reason})` };
    const { line } = error.mark;
    // The parser may notice the error only one line later.
    const near = text
      .split('\n', line + 1)
      .slice(-2)
      .join('\n');
    return { problem: `not valid YAML or JSON (line ${line + 1}: ${error.reason})${hintAtFullWidth(near)}` };
  }
}

function locateEntries(events: readonly Event[], text: string): readonly (EntryPlace | null)[] {
  const lineAt = createLineCounter(text);
  const entries: (EntryPlace | null)[] = [];
  // The first event opens the document, the second its root.
  if (events[1]?.type !== EVENT_ID.SEQUENCE) return [];
  for (let index = 2; hasNode(events, index); index = afterNode(events, index)) {
    const position = positionOf(events[index]);
    const entry = { line: lineAt(position), values: new Map<string, ValuePlace>() };
    entries.push(position < 0 ? null : entry);
    if (events[index]?.type !== EVENT_ID.MAPPING) continue;
    for (let keyIndex = index + 1; hasNode(events, keyIndex); ) {
      const valueIndex = afterNode(events, keyIndex);
      const key = events[keyIndex];
      const value = events[valueIndex];
      const line = Math.max(lineAt(positionOf(key)), lineAt(positionOf(value)));
      if (key?.type === EVENT_ID.SCALAR) entry.values.set(getScalarValue(text, key), { line, plainText: plainTextOf(value, text) });
      keyIndex = afterNode(events, valueIndex);
    }
  }
  return entries;
}

function hasNode(events: readonly Event[], index: number): boolean {
  return index < events.length && events[index]?.type !== EVENT_ID.POP;
}

/** The index after the node that starts at `index`. */
function afterNode(events: readonly Event[], index: number): number {
  let depth = 0;
  let after = index;
  do {
    const type = events[after]?.type;
    if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth += 1;
    else if (type === EVENT_ID.POP) depth -= 1;
    after += 1;
  } while (depth > 0 && after < events.length);
  return after;
}

/** Where a node starts in the text; -1 for an omitted node. */
function positionOf(event: Event | undefined): number {
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return event.valueStart;
    case EVENT_ID.SEQUENCE:
    case EVENT_ID.MAPPING:
      return event.start;
    case EVENT_ID.ALIAS:
      return event.anchorStart;
    default:
      return -1;
  }
}

function plainTextOf(event: Event | undefined, text: string): string | null {
  const isPlain = event?.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN && event.valueStart >= 0;
  return isPlain ? text.slice(event.valueStart, event.valueEnd) : null;
}

/** Returns a function that maps a position to its line. Positions must not decrease; an earlier one gets the line of the last. */
function createLineCounter(text: string): (position: number) => number {
  let line = 1;
  let counted = 0;
  return (position) => {
    for (; counted < position; counted++) if (text[counted] === '\n') line += 1;
    return line;
  };
}
