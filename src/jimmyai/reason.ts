import { field, nonEmptyString } from '../step/json.ts';
import type { TextGuard } from '../step/text-guard.ts';

// Sources: the query page (the first), the FAQ (the second and third), the vendor's back end (the fourth), clients (the others).
const failureKeys = ['error_message', 'error_msg', 'reason', 'remark', 'fail_reason', 'message', 'error', 'detail'];

/** Why an asset or task failed, as an excerpt: a text under one of the keys, or in an object there; `null` if there is none. */
export function readReason(data: unknown, redactor: TextGuard): string | null {
  const text = textUnder(failureKeys, data);
  return text === null ? null : redactor.excerpt(text);
}

/** The first text under one of `keys`, or in an object there under one of them; `null` if there is none. */
export function textUnder(keys: readonly string[], data: unknown): string | null {
  for (const key of keys) {
    const value = field(data, key);
    const text = nonEmptyString(value) ?? keys.map((inner) => nonEmptyString(field(value, inner))).find((inner) => inner !== null);
    if (text) return text;
  }
  return null;
}
