import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Clock } from './clock.ts';
import { messageOf } from './errors.ts';
import { problemWithProxyUrl } from './net/agent.ts';
import type { ProblemList } from './problem.ts';

/** Where a step runs. */
export interface Surroundings {
  readonly workspace: string;
  /** The runner's output file; empty on older runners, which have none. */
  readonly outputFile: string;
  readonly clock: Clock;
  /** When the step started, in milliseconds of the clock. */
  readonly startedAt: number;
  /** Aborts when no further read may start. */
  readonly signal: AbortSignal;
  /** Aborts when reads in progress are abandoned. */
  readonly abandoned: AbortSignal;
}

/** Whether GitHub's own runner runs the step. Other runners set some of its variables, but show the log differently. */
export function isOnGitHub(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  const isOther = ['ACT', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS'].some((name) => environment[name] === 'true');
  return environment['GITHUB_ACTIONS'] === 'true' && !isOther;
}

const minNodeVersion = [20, 3] as const;

/** Returns what is wrong with the Node.js version, or `null`. Third-party runners use whichever Node.js is installed. */
export function problemWithNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [minMajor, minMinor] = minNodeVersion;
  if (major > minMajor || (major === minMajor && minor >= minMinor)) return null;
  return `the runner runs Node.js ${version}, but the action needs ${minNodeVersion.join('.')} or later. Update the runner or its Node.js`;
}

/** Returns what is wrong with the proxy that the environment configures for `origin`, or `null`. */
export function problemWithProxy(origin: string): string | null {
  const problem = problemWithProxyUrl(origin);
  return problem === null
    ? null
    : `can’t be reached because the proxy in https_proxy or http_proxy ${problem}. Correct or unset that variable`;
}

/** Adds a problem unless the runner's output file is a writable regular file: without it, no ID could reach later steps. */
export async function checkOutputFile(outputFile: string, list: ProblemList): Promise<void> {
  // Older runners have no output file and read outputs from commands.
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
