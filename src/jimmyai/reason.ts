import { field, nonEmptyString } from '../step/json.ts';
import type { TextGuard } from '../step/text-guard.ts';

// Sources: the query page (the first), the FAQ (the second and third), the vendor's back end (the fourth), clients (the others).
const reasonKeys = ['error_message', 'error_msg', 'reason', 'remark', 'fail_reason', 'message', 'error', 'detail'];

/** Why an asset or task failed, as an excerpt: a text under one of the keys, or in an object there; `null` if there is none. */
export function readReason(data: unknown, redactor: TextGuard): string | null {
  const textIn = (value: unknown) => reasonKeys.map((key) => nonEmptyString(field(value, key))).find((text) => text !== null) ?? null;
  for (const key of reasonKeys) {
    const value = field(data, key);
    const text = nonEmptyString(value) ?? textIn(value);
    if (text !== null) return redactor.excerpt(text);
  }
  return null;
}
