import { isRecord, parseJson } from '../step/json.ts';
import type { Parsed } from '../step/problem.ts';

/** Additional fields of a creation. */
export interface ExtraFields {
  /** The text of a JSON object as the workflow wrote it, so that numbers keep their digits. */
  readonly json: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

// Fields that have their own inputs.
const ownFields = ['model', 'prompt', 'duration', 'resolution', 'ratio', 'images'];
const maxDepth = 64;

/** Parses the additional fields in `text`; an empty `text` has none. */
export function parseExtraFields(text: string): Parsed<ExtraFields> {
  const json = text || '{}';
  // `JSON.parse` overflows the stack at a few thousand levels.
  if (depthOf(json) > maxDepth) return { problem: `is nested too deeply. Nest up to ${maxDepth} levels` };
  const fields = parseJson(json);
  if (!isRecord(fields)) return { problem: 'must be a JSON object, such as {"reference_audios": ["https://example.com/a.mp3"]}' };
  const own = Object.keys(fields).filter((key) => ownFields.includes(key));
  return own.length === 0 ? { value: { json, fields } } : { problem: `must not contain ${own.join(', ')}. Use the input of that name` };
}

/** Returns the maximum nesting depth of a JSON text. */
function depthOf(json: string): number {
  let depth = 0;
  let maximum = 0;
  for (const [token] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"?|[[{}\]]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth -= 1;
    maximum = Math.max(maximum, depth);
  }
  return maximum;
}
