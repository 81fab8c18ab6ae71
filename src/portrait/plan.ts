import { createHash } from 'node:crypto';
import path from 'node:path';
import { serviceAt } from '../jimmyai/account.ts';
import { hashImage, inspectImage } from '../jimmyai/image.ts';
import { problemWithPublicUrl } from '../jimmyai/public-url.ts';
import { idAlphabet, idPattern } from '../jimmyai/returned-id.ts';
import type { Surroundings } from '../step/environment.ts';
import { FileProblem } from '../step/files/workspace.ts';
import { type Mode, modeOf } from '../step/mode.ts';
import { planWithin } from '../step/plan-within.ts';
import type { Parsed, ProblemList, Problems } from '../step/problem.ts';
import type { WaitLimits } from '../step/wait-limits.ts';
import { hintAtFullWidth } from './full-width.ts';
import type { Inputs } from './inputs.ts';
import type { Portrait, Source } from './portrait.ts';
import { type ListedPortrait, type ListedSource, parseList, readListFile } from './portrait-list.ts';
import { withoutQuery, withoutSignature } from './signed-url.ts';
import { StateFile } from './state-file.ts';
import { StateFileProblem } from './state-file-content.ts';

/** What the step will do, validated. */
export interface Plan {
  readonly mode: Mode;
  readonly portraits: readonly Portrait[];
  readonly timeoutMs: number;
  readonly pollIntervalMs: number;
  readonly wait: boolean;
  readonly stateFile: StateFile | null;
  /** The service's origin. */
  readonly baseUrl: string;
}

/** Resolves to the plan, or to every problem with the inputs and the files they name. */
export function resolvePlan(inputs: Inputs, surroundings: Surroundings): Promise<Plan | Problems> {
  return planWithin(inputs, surroundings, (list, limits) => resolve(inputs, surroundings, limits, list));
}

async function resolve(inputs: Inputs, surroundings: Surroundings, limits: WaitLimits, list: ProblemList): Promise<Plan | null> {
  const listed = await listPortraits(inputs, surroundings.workspace, list);
  const portraits = await resolvePortraits(listed, inputs, withinTimeout(inputs, surroundings), list);
  const stateFile = await resolveStateFile(inputs, surroundings.workspace, limits, list);

  const { timeoutMs, pollIntervalMs, wait, baseUrl } = inputs;
  const mode = modeOf(inputs);
  if (!list.isEmpty || mode === null || timeoutMs === null || pollIntervalMs === null || wait === null || baseUrl === null) {
    return null;
  }
  return { mode, portraits, timeoutMs, pollIntervalMs, wait, stateFile, baseUrl };
}

/** Aborts reading files at the step's timeout. */
function withinTimeout({ timeoutMs }: Inputs, surroundings: Surroundings): Surroundings {
  if (timeoutMs === null) return surroundings;
  return { ...surroundings, signal: AbortSignal.any([surroundings.signal, AbortSignal.timeout(timeoutMs)]) };
}

async function listPortraits({ name, sources }: Inputs, workspace: string, list: ProblemList): Promise<readonly ListedPortrait[]> {
  const listed: ListedPortrait[] = [];
  for (const { kind, text } of sources) {
    if (kind === 'portraits' || kind === 'portraits-file') {
      const read = kind === 'portraits' ? await parseList(kind, text) : await readListFile(workspace, text);
      list.addAll(read);
      listed.push(...read.portraits);
    } else listed.push({ input: { name: 'name', source: kind }, name, source: { kind, text } });
  }
  return sources.length > 0 ? listed : [{ input: { name: 'name', source: 'url' }, name, source: null }];
}

async function resolvePortraits(
  listed: readonly ListedPortrait[],
  inputs: Inputs,
  surroundings: Surroundings,
  list: ProblemList,
): Promise<readonly Portrait[]> {
  const remembers = inputs.stateFile !== '';
  const firstWith = new Map<string, string>();
  const firstWithKey = new Map<string, string>();
  const portraits: Portrait[] = [];
  for (const { input, name, source: written } of listed) {
    const problem = name === null ? null : problemWithName(name, written !== null && written.kind !== 'asset-id', inputs.token);
    if (problem !== null) list.add(input.name, problem);
    const resolved = written === null ? null : list.take(input.source, await resolveSource(written, inputs.token, surroundings));
    if (name === null || resolved === null) continue;
    const withContent = remembers || listed.length > 1 ? list.take(input.source, await readContentOf(resolved, surroundings)) : resolved;
    const source = withContent ?? resolved;
    const identity = JSON.stringify([name.normalize(), fingerprintOf(source, input.source, withoutSignature)]);
    const key = remembers && source.kind !== 'asset-id' ? keyOf(inputs.baseUrl, name, source, input.source) : null;
    const first = firstWith.get(identity);
    const firstInFile = key === null ? undefined : firstWithKey.get(key);
    if (first !== undefined) list.add(input.source, `repeats ${first} (same name and source). Remove one of the two entries`);
    else if (firstInFile !== undefined) {
      list.add(
        input.source,
        `has the name and, but for its query, the URL of ${firstInFile}, which the state file can’t tell apart. Give each its own name`,
      );
    }
    firstWith.set(identity, input.source);
    if (key !== null) firstWithKey.set(key, input.source);
    portraits.push({ name: name || (source.kind === 'asset-id' ? source.assetId : ''), source, key });
  }
  return portraits;
}

/** The portrait's key in the state file: a hash that reveals neither URL nor name. */
function keyOf(baseUrl: string | null, name: string, source: Source, input: string): string {
  const service = baseUrl === null ? null : serviceAt(baseUrl);
  return createHash('sha256')
    .update(JSON.stringify([service, name.normalize(), fingerprintOf(source, input, withoutQuery)]))
    .digest('hex');
}

function problemWithName(name: string, required: boolean, token: string | null): string | null {
  if (name === '') return required ? 'missing. Give the portrait an asset name' : null;
  if (token !== null && name.includes(token)) return 'contains the token. Choose another name';
  if (name.includes('\ufffd'))
    return 'contains U+FFFD (�), the mark of a wrongly decoded text. Write the name again, in a file saved as UTF-8';
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(name)) return 'contains a line break or another control character. Remove it';
  return null;
}

async function resolveSource({ kind, text }: ListedSource, token: string | null, { workspace }: Surroundings): Promise<Parsed<Source>> {
  switch (kind) {
    case 'url': {
      const problem = problemWithPublicUrl(text, '`file` for an image in the workspace');
      return problem === null ? { value: { kind, url: new URL(text).href } } : { problem: `${problem}${hintAtFullWidth(text.charAt(0))}` };
    }
    case 'asset-id': {
      const isUsable = idPattern.test(text) && (token === null || !text.includes(token));
      return isUsable
        ? { value: { kind, assetId: text } }
        : { problem: `not a valid asset ID, which has ${idAlphabet}. Copy the output asset_id of an earlier run` };
    }
    case 'file':
      return fileOrProblem(async () => ({ kind, file: await inspectImage(workspace, text) }));
  }
}

/** Resolves to the source, with the hash of its content if it is a file. */
async function readContentOf(source: Source, { signal }: Surroundings): Promise<Parsed<Source>> {
  if (source.kind !== 'file') return { value: source };
  return fileOrProblem(async () => ({ ...source, file: await hashImage(source.file, signal) }));
}

async function fileOrProblem<T>(read: () => Promise<T>): Promise<Parsed<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    return { problem: error.message };
  }
}

/** Identifies a source: by the URL as `reduce` leaves it, the file's content, or the asset ID. */
function fingerprintOf(source: Source, input: string, reduce: (url: string) => string): string {
  switch (source.kind) {
    case 'url':
      return `url ${reduce(source.url)}`;
    case 'asset-id':
      return `asset-id ${source.assetId}`;
    case 'file':
      return `file ${source.file.sha256 ?? input}`;
  }
}

async function resolveStateFile(
  { stateFile: statePath, dryRun }: Inputs,
  workspace: string,
  limits: WaitLimits,
  list: ProblemList,
): Promise<StateFile | null> {
  if (statePath === '') return null;
  try {
    const stateFile = await StateFile.read(path.resolve(workspace, statePath));
    await stateFile.assertWritable(limits, dryRun === true);
    return stateFile;
  } catch (error) {
    if (!(error instanceof StateFileProblem)) throw error;
    list.add('state-file', `“${statePath}” ${error.message}`);
    return null;
  }
}
