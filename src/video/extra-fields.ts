import { isRecord, parseJson } from '../step/json.ts';
import type { Parsed } from '../step/problem.ts';

/** Further fields of a creation. */
export interface ExtraFields {
  /** As the workflow wrote them, so that numbers keep their digits: the text of a JSON object. */
  readonly json: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

// What the inputs themselves say.
const ownFields = ['model', 'prompt', 'duration', 'resolution', 'ratio', 'images'];
const maxDepth = 64;

/** The further fields in `text`; none where it is empty. */
export function parseExtraFields(text: string): Parsed<ExtraFields> {
  const json = text || '{}';
  // The parser itself gives up on some thousand levels.
  if (depthOf(json) > maxDepth) return { problem: `is nested too deeply. Nest up to ${maxDepth} levels` };
  const fields = parseJson(json);
  if (!isRecord(fields)) return { problem: 'must be a JSON object, such as {"reference_audios": ["https://example.com/a.mp3"]}' };
  const own = Object.keys(fields).filter((key) => ownFields.includes(key));
  return own.length === 0 ? { value: { json, fields } } : { problem: `must not contain ${own.join(', ')}. Use the input of that name` };
}

/** How many objects and arrays stand in each other at most in a JSON text. */
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
