import { createHash } from 'node:crypto';
import path from 'node:path';
import { checkBypass, getProxyUrl } from '@actions/http-client/lib/proxy';
import { parseDuration } from './durations.ts';
import { FileProblem, hashImage, inspectImage } from './image-file.ts';
import { idPattern, type Portrait, type Source } from './portrait.ts';
import { type ListedPortrait, type ListedSource, type Problem, parseList, readListFile } from './portrait-list.ts';
import { withoutSignature } from './signed-url.ts';
import { isLoopback, problemWithPortraitUrl } from './source-url.ts';
import { StateFile, StateFileProblem } from './state-file.ts';

/** What the step is to do, validated. */
export interface Plan {
  readonly token: string;
  readonly portraits: readonly Portrait[];
  /** Milliseconds. */
  readonly timeout: number;
  /** Milliseconds. */
  readonly pollInterval: number;
  readonly wait: boolean;
  readonly stateFile: StateFile | null;
  /** The service's origin. */
  readonly baseUrl: string;
}

/** Reads one input as the workflow wrote it; an absent one is empty. */
export type GetInput = (name: string) => string;

const sources = ['url', 'file', 'asset-id', 'portraits', 'portraits-file'] as const;

/** The token in the input `token`: without a leading `Bearer` and the white space around it. */
export function readToken(input: string): string {
  return input.trim().replace(/^bearer(?:\s+|$)/i, '');
}

/** The plan that the inputs describe, or everything that is wrong with them. Reads files of the workspace for no longer than `timeout`. */
export async function readInputs(
  getInput: GetInput,
  workspace: string,
  cancelled: AbortSignal,
): Promise<Plan | { readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const complain = (input: string, text: string) => {
    if (!problems.some((problem) => problem.input === input && problem.text === text)) problems.push({ input, text });
  };
  const get = (name: string) => getInput(name).trim();

  const token = readToken(getInput('token'));
  if (token === '') complain('token', 'missing; is there a secret with the JimmyAI API key, and does the workflow name it?');
  else if (!/^[!-~]+$/.test(token)) complain('token', 'contains white space or characters that no API key has; copy the key again');

  const timeout = readDuration('timeout', '15m', ['1s', '6h']);
  const pollInterval = readDuration('poll-interval', '5s', ['100ms', '1h']);
  const wait = readBoolean('wait', true);
  const baseUrl = readBaseUrl(get('base-url') || 'https://www.jimmyai.cn');
  const inTime = timeout > 0 ? AbortSignal.any([cancelled, AbortSignal.timeout(timeout)]) : cancelled;
  const listed = await readPortraits();
  const portraits = await inspectPortraits(listed);
  const stateFile = await readStateFile();
  return problems.length > 0 ? { problems } : { token, portraits, timeout, pollInterval, wait, stateFile, baseUrl };

  function readDuration(input: string, fallback: string, [least, most]: readonly [string, string]): number {
    const ms = parseDuration(get(input) || fallback);
    if (ms !== null && ms >= (parseDuration(least) ?? 0) && ms <= (parseDuration(most) ?? 0)) return ms;
    complain(input, `“${get(input)}” is not a duration from ${least} to ${most}; write one like ${fallback}`);
    return 0;
  }

  function readBoolean(input: string, fallback: boolean): boolean {
    const text = get(input);
    if (text === '') return fallback;
    if (/^(?:true|True|TRUE)$/.test(text)) return true;
    if (!/^(?:false|False|FALSE)$/.test(text)) complain(input, `“${text}” is neither true nor false`);
    return false;
  }

  function readBaseUrl(text: string): string {
    const url = URL.canParse(text) ? new URL(text) : null;
    const isBareOrigin = url !== null && url.pathname === '/' && !/[?#]/.test(text) && url.username === '' && url.password === '';
    if (!isBareOrigin) {
      complain('base-url', 'not the bare origin of a service; write one like https://www.jimmyai.cn, without path, query or credentials');
    } else if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
      complain('base-url', 'not https; the token would travel unprotected');
    } else {
      if (namesUnusableProxy(url))
        complain('base-url', 'the proxy in the environment (https_proxy or http_proxy) is not a URL; correct it or unset it');
      return url.origin;
    }
    return '';
  }

  async function readPortraits(): Promise<readonly ListedPortrait[]> {
    const given = sources.filter((source) => get(source) !== '');
    if (given.length !== 1) {
      const found = given.length === 0 ? 'none of them is set' : `${given.join(' and ')} are set`;
      complain(given[0] ?? 'url', `set exactly one of ${sources.join(', ')}: ${found}`);
    }
    const name = get('name');
    const listed: ListedPortrait[] = [];
    for (const source of given) {
      if (source === 'portraits' || source === 'portraits-file') {
        if (name !== '') complain('name', `does not go with ${source}; give each entry of the list its own name`);
        const list = source === 'portraits' ? await parseList(source, get(source)) : await readListFile(workspace, get(source));
        problems.push(...list.problems);
        listed.push(...list.portraits);
      } else listed.push({ input: { name: 'name', source }, name, source: { kind: source, text: get(source) } });
    }
    return given.length > 0 ? listed : [{ input: { name: 'name', source: 'url' }, name, source: null }];
  }

  async function inspectPortraits(listed: readonly ListedPortrait[]): Promise<readonly Portrait[]> {
    const firstWith = new Map<string, string>();
    const portraits: Portrait[] = [];
    for (const { input, name, source } of listed) {
      const problem = name === null ? null : problemWithName(name, source !== null && source.kind !== 'asset-id');
      if (problem !== null) complain(input.name, problem);
      const seen = source === null ? null : await inspectSource(input.source, source);
      if (name === null || seen === null) continue;
      const needsContent = listed.length > 1 || get('state-file') !== '';
      const inspected = needsContent ? await readContentOf(input.source, seen) : seen;
      const fingerprint = fingerprintOf(input.source, inspected);
      const identity = JSON.stringify([name, fingerprint]);
      const first = firstWith.get(identity);
      if (first !== undefined) complain(input.source, `the same name and source as ${first}; remove one of them`);
      firstWith.set(identity, input.source);
      portraits.push({
        name: name || (inspected.kind === 'asset-id' ? inspected.assetId : ''),
        source: inspected,
        key: get('state-file') === '' || inspected.kind === 'asset-id' ? null : sha256(JSON.stringify([baseUrl, name, fingerprint])),
      });
    }
    return portraits;
  }

  function problemWithName(name: string, required: boolean): string | null {
    if (name === '') return required ? 'missing; give the portrait an asset name' : null;
    if (token !== '' && name.includes(token)) return 'contains the token; choose another name';
    if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(name)) return 'contains a line break or another control character; remove it';
    return null;
  }

  async function inspectSource(input: string, { kind, text }: ListedSource): Promise<Source | null> {
    switch (kind) {
      case 'url': {
        const problem = problemWithPortraitUrl(text);
        if (problem === null) return { kind, url: new URL(text).href };
        complain(input, problem);
        return null;
      }
      case 'asset-id':
        if (idPattern.test(text) && (token === '' || !text.includes(token))) return { kind, assetId: text };
        complain(
          input,
          'not an asset id; copy the asset_id that an earlier run put out (letters, digits and . _ : - only, a letter or digit first)',
        );
        return null;
      case 'file':
        try {
          return { kind, file: await inspectImage(workspace, text) };
        } catch (error) {
          if (!(error instanceof FileProblem)) throw error;
          complain(input, `“${text}”: ${error.message}`);
          return null;
        }
    }
  }

  async function readContentOf(input: string, source: Source): Promise<Source> {
    if (source.kind !== 'file') return source;
    try {
      return { ...source, file: await hashImage(source.file, inTime) };
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      complain(input, `“${source.file.path}”: ${error.message}`);
      return source;
    }
  }

  function fingerprintOf(input: string, source: Source): string {
    switch (source.kind) {
      case 'url':
        return `url ${withoutSignature(source.url)}`;
      case 'asset-id':
        return `asset-id ${source.assetId}`;
      case 'file':
        return `file ${source.file.sha256 ?? input}`;
    }
  }

  async function readStateFile(): Promise<StateFile | null> {
    const statePath = get('state-file');
    if (statePath === '') return null;
    try {
      const stateFile = await StateFile.read(path.resolve(workspace, statePath));
      await stateFile.assertWritable();
      return stateFile;
    } catch (error) {
      if (!(error instanceof StateFileProblem)) throw error;
      complain('state-file', `“${statePath}”: ${error.message}`);
      return null;
    }
  }
}

/** Whether the environment names a proxy that is no URL: the HTTP client would silently go past it. */
function namesUnusableProxy(url: URL): boolean {
  const variable = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = process.env[variable] || process.env[variable.toUpperCase()];
  if (!proxy || checkBypass(url)) return false;
  try {
    return getProxyUrl(url) === undefined;
  } catch {
    return true;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
