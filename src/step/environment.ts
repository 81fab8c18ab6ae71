import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Clock } from './clock.ts';
import { messageOf } from './errors.ts';
import { problemWithProxyUrl } from './net/agent.ts';
import type { ProblemList } from './problem.ts';

/** Where a step runs. */
export interface Surroundings {
  readonly workspace: string;
  /** The runner's file for outputs; empty if an older runner has none. */
  readonly outputFile: string;
  readonly clock: Clock;
  /** When the step started, in milliseconds of the clock. */
  readonly startedAt: number;
  /** Aborts when nothing is to be read any more. */
  readonly signal: AbortSignal;
  /** Aborts when what is being read is given up. */
  readonly abandoned: AbortSignal;
}

/** Whether GitHub's own runner runs the step: others set some of its variables, but show a log otherwise. */
export function isOnGitHub(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  const isOther = ['ACT', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS'].some((name) => environment[name] === 'true');
  return environment['GITHUB_ACTIONS'] === 'true' && !isOther;
}

const minNodeVersion = [20, 3] as const;

/** What is wrong with the Node.js that runs the action, or `null`. Runners of others take whichever is there. */
export function problemWithNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [minMajor, minMinor] = minNodeVersion;
  if (major > minMajor || (major === minMajor && minor >= minMinor)) return null;
  return `the runner runs Node.js ${version}, but the action needs ${minNodeVersion.join('.')} or later. Update the runner or its Node.js`;
}

/** What is wrong with the proxy that the environment names for `origin`, or `null`. */
export function problemWithProxy(origin: string): string | null {
  const problem = problemWithProxyUrl(origin);
  return problem === null
    ? null
    : `can’t be reached because the proxy in https_proxy or http_proxy ${problem}. Correct or unset that variable`;
}

/** Adds a problem where the runner's file for outputs is no regular file that can be written: no ID could reach later steps. */
export async function checkOutputFile(outputFile: string, list: ProblemList): Promise<void> {
  // An older runner has none, and takes outputs by command.
  if (outputFile === '') return;
  try {
    await access(outputFile, constants.W_OK);
    if (!(await stat(outputFile)).isFile()) throw new Error('not a file');
  } catch (error) {
    list.add(
      'GITHUB_OUTPUT',
      `“${outputFile}” can’t be written (${messageOf(error)}), so no ID could reach later steps. Check the disk and the permissions of the runner`,
    );
  }
}
