import { field } from '../step/json.ts';
import type { TextBody } from '../step/net/read-text.ts';
import type { Endpoint, MakingEndpoint } from './failure.ts';

/** The characters and length of an ID: nothing that a later `echo` could turn into a command. */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,255}$/;

/** The same, in words for people. */
export const idAlphabet = 'only letters, digits and . _ : - and starts with a letter or digit';

/**
 * Reads an ID as JimmyAI writes it, or returns `null`. Some clients saw numbers; those too long for a JavaScript number are strings by now.
 */
export function readId(value: unknown, containsSecret: (text: string) => boolean): string | null {
  // A Go program sends 0 for a missing number.
  const text = Number.isSafeInteger(value) && value !== 0 ? String(value) : value;
  return typeof text === 'string' && idPattern.test(text) && !containsSecret(text) ? text : null;
}

// The documented name and that of the vendor's own clients, which accept further names in a success.
const names: Readonly<Partial<Record<Endpoint, { readonly always: readonly string[]; readonly inSuccess: readonly string[] }>>> = {
  submit: { always: ['asset_id', 'assetId'], inSuccess: ['id'] },
  create: { always: ['task_id', 'taskId'], inSuccess: ['id', 'projectId'] },
};

/** Finds the ID of what a submission or creation may have created, wherever the JSON response has it. */
export function findIdIn(json: unknown, endpoint: Endpoint, isSuccess: boolean, containsSecret: (text: string) => boolean): string | null {
  const { always = [], inSuccess = [] } = names[endpoint] ?? {};
  const data = field(json, 'data');
  for (const place of [data, Array.isArray(data) ? data[0] : undefined, json]) {
    for (const name of isSuccess ? [...always, ...inSuccess] : always) {
      const id = readId(field(place, name), containsSecret);
      if (id !== null) return id;
    }
  }
  return null;
}

/** Does the same for the received part of a truncated response. Ignores an incomplete ID. */
export function findIdInPart({ text }: TextBody, endpoint: Endpoint, containsSecret: (text: string) => boolean): string | null {
  for (const name of names[endpoint]?.always ?? []) {
    const [, quoted, digits] = new RegExp(`"${name}"\\s*:\\s*(?:"([^"\\\\]{1,256})"|(\\d{1,64})[\\s,}])`).exec(text) ?? [];
    const id = readId(quoted ?? digits, containsSecret);
    if (id !== null) return id;
  }
  return null;
}

/** Whether `data` names an ID other than the requested `id`. A missing or empty ID does not count. */
export function namesOther(data: unknown, endpoint: MakingEndpoint, id: string, containsSecret: (text: string) => boolean): boolean {
  const named = (names[endpoint]?.always ?? []).map((name) => field(data, name) ?? '').filter((value) => value !== '');
  return named.length > 0 && !named.some((value) => readId(value, containsSecret) === id);
}
