import { readFile, writeFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import type { StepResult } from './run-action.ts';

// A person who does what the messages say, to the letter, and nothing else.

/** A portrait as a workflow lists it. */
export type Item = { readonly name: string } & ({ readonly url: string } | { readonly 'asset-id': string });

/** What the person can do besides starting runs. */
export interface Means {
  /** Asks JimmyAI's support for the ID of the asset with this name, whatever ID it should have; `null` if there is none. */
  readonly askSupport: (name: string) => string | null;
  /** The item as it was before an ID replaced its URL. */
  readonly original: (name: string) => Item;
  readonly stateFile: string | null;
  /** Which of two ways the person takes where a message leaves the choice. */
  readonly choice: 'state-file' | 'asset-id';
}

const startOfRule = 'In a new run, give each portrait that has an asset ID (in the output `assets`) as `asset-id`';

/** Resolves to what the next run of the portrait action is given. */
export async function obey(result: StepResult, items: readonly Item[], means: Means): Promise<readonly Item[]> {
  const lines = messageOf(result).split('\n');
  const followsRule = lines.some((line) => line.startsWith(startOfRule));
  const next: Item[] = [];
  for (const item of items) {
    const line = lines.find((text) => text.slice(0, text.indexOf(': ')).includes(`“${item.name}”`));
    if (line !== undefined) next.push(await obeyLine(line, item, result, means));
    else if (followsRule) next.push(...givenById(item, result));
    else next.push(item);
  }
  return next;
}

async function obeyLine(line: string, item: Item, result: StepResult, means: Means): Promise<Item> {
  const says = (text: string) => line.includes(text);
  if (says('whether an asset with this name was created')) {
    const assetId = means.askSupport(item.name);
    if (says('If it exists, write its ID as `asset_id` into the entry in the state file. If it doesn’t, remove the entry.')) {
      await editEntry(line, item, means, assetId);
      return item;
    }
    if (says('If it exists, start a new run of this step alone with its ID as `asset-id` in place of `url` or `file`.'))
      return assetId === null ? item : { name: item.name, 'asset-id': assetId };
  }
  if (says('whether this asset, or another')) {
    const assetId = means.askSupport(item.name);
    if (
      says('If only another asset exists, write its ID as `asset_id` into the entry in the state file. If none exists, remove the entry.')
    ) {
      await editEntry(line, item, means, assetId);
      return item;
    }
    if (says('If another asset exists, start a new run of this step alone with that asset’s ID as `asset-id`.') && assetId !== null)
      return { name: item.name, 'asset-id': assetId };
    if (says('If none exists, start a new run of this step alone with `url` or `file` in place of `asset-id`.'))
      return means.original(item.name);
  }
  if (says('To submit the portrait again, remove the entry with the key')) {
    await editEntry(line, item, means, null);
    return item;
  }
  const canChoose = says('start a new run with the same `state-file`, or start a new run of this step alone with');
  if (canChoose && means.choice === 'state-file') return item;
  if (says('start a new run of this step alone with `asset-id: ') || says('with the asset IDs (in the output `assets`) as `asset-id`')) {
    const [given = item] = givenById(item, result);
    return given;
  }
  if (says('Use another image')) return { name: item.name, url: `https://example.com/${item.name}-2.jpg` };
  if (/\bstart a new run\b/i.test(line)) return item;
  throw new Error(`nobody can obey this: ${line}`);
}

/** The portrait by its ID in the output `assets`; left out if it has none. */
function givenById({ name }: Item, { outputs }: StepResult): readonly Item[] {
  const assets: readonly { name: string; asset_id: string | null }[] = JSON.parse(outputs['assets'] ?? '[]');
  const assetId = assets.find((asset) => asset.name === name)?.asset_id ?? null;
  return assetId === null ? [] : [{ name, 'asset-id': assetId }];
}

/** Writes `assetId` into the entry that `line` names for the portrait, or removes it if that is `null`. */
async function editEntry(line: string, { name }: Item, { stateFile }: Means, assetId: string | null): Promise<void> {
  const key = /\b[0-9a-f]{64}\b/.exec(line.slice(line.indexOf(`“${name}”`)))?.[0];
  if (stateFile === null || key === undefined) throw new Error(`nobody can find the entry: ${line}`);
  const state: { assets: { key: string; asset_id: string | null }[] } = JSON.parse(await readFile(stateFile, 'utf8'));
  const entry = state.assets.find((asset) => asset.key === key);
  if (entry === undefined) throw new Error(`there is no entry ${key}`);
  if (assetId === null) state.assets.splice(state.assets.indexOf(entry), 1);
  else entry.asset_id = assetId;
  await writeFile(stateFile, JSON.stringify(state));
}

/** Returns the inputs that the next run of the video action is given. `described`: those that describe the video. */
export function obeyAboutVideo(
  result: StepResult,
  inputs: Readonly<Record<string, string>>,
  described: Readonly<Record<string, string>>,
  findTask: () => string | null,
): Readonly<Record<string, string>> {
  const message = messageOf(result);
  const says = (text: string) => message.includes(text);
  const rest = Object.fromEntries(Object.entries(inputs).filter(([name]) => !(name in described)));
  const inPlace = 'in place of the inputs that describe the video';
  if (
    says('Check the video list in the JimmyAI console') &&
    says(`start a new run of this step alone with its ID as \`task-id\` ${inPlace}`)
  ) {
    const taskId = findTask();
    return taskId === null ? inputs : { ...rest, 'task-id': taskId };
  }
  if (says('look for the video in the video list in the JimmyAI console')) {
    const { 'task-id': _taskId, ...others } = inputs;
    const taskId = findTask();
    if (taskId !== null && says('If the video exists, start a new run of this step alone with that video’s ID as `task-id`.'))
      return { ...others, 'task-id': taskId };
    if (says('start a new run of this step alone with the inputs that describe the video in place of `task-id`'))
      return { ...others, ...described };
  }
  const [, yaml] = /start a new run of this step alone(?:, within about three days,)? with `(task-id: [^`]+)`/.exec(message) ?? [];
  if (yaml !== undefined) return { ...(says(inPlace) ? rest : inputs), ...Object(load(yaml)) };
  if (/Nothing was created or paid for\..*Then start a new run\./.test(message)) return inputs;
  throw new Error(`nobody can obey this: ${message}`);
}

function messageOf({ errors, stdout }: StepResult): string {
  const [error] = errors;
  if (error === undefined) throw new Error(`there is no message:\n${stdout}`);
  return error.message;
}
