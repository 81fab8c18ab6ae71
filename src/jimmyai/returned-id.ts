import { field } from '../step/json.ts';
import type { TextBody } from '../step/net/read-text.ts';
import type { Endpoint, MakingEndpoint } from './failure.ts';

/** The alphabet of an ID: nothing that a later `echo` would obey. */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,255}$/;

/** The same for people. */
export const idAlphabet = 'only letters, digits and . _ : - and starts with a letter or digit';

/** An ID as JimmyAI writes it, or `null`. Some clients saw numbers; longer ones than a number can hold are texts by now. */
export function readId(value: unknown, containsSecret: (text: string) => boolean): string | null {
  // A 0 is what a Go program sends in place of none.
  const text = Number.isSafeInteger(value) && value !== 0 ? String(value) : value;
  return typeof text === 'string' && idPattern.test(text) && !containsSecret(text) ? text : null;
}

// The documented name, and the one of the vendor's own clients. In a success its clients also accept others.
const names: Readonly<Partial<Record<Endpoint, { readonly always: readonly string[]; readonly inSuccess: readonly string[] }>>> = {
  submit: { always: ['asset_id', 'assetId'], inSuccess: ['id'] },
  create: { always: ['task_id', 'taskId'], inSuccess: ['id', 'projectId'] },
};

/** The ID of what a submission or creation may have made, wherever in a JSON response it stands. */
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

/** The same in what arrived of a response that broke off; only what is complete counts. */
export function findIdInPart({ text }: TextBody, endpoint: Endpoint, containsSecret: (text: string) => boolean): string | null {
  for (const name of names[endpoint]?.always ?? []) {
    const [, quoted, digits] = new RegExp(`"${name}"\\s*:\\s*(?:"([^"\\\\]{1,256})"|(\\d{1,64})[\\s,}])`).exec(text) ?? [];
    const id = readId(quoted ?? digits, containsSecret);
    if (id !== null) return id;
  }
  return null;
}

/** Whether `data` names another ID than the one that was asked for. Without any it names none; an empty one is none. */
export function namesOther(data: unknown, endpoint: MakingEndpoint, id: string, containsSecret: (text: string) => boolean): boolean {
  const named = (names[endpoint]?.always ?? []).map((name) => field(data, name) ?? '').filter((value) => value !== '');
  return named.length > 0 && !named.some((value) => readId(value, containsSecret) === id);
}
