import { parseArgs } from 'node:util';
import { defaultBaseUrl, parseOrigin, parseToken } from '../../src/jimmyai/account.ts';
import { readInputs as readPortraitInputs } from '../../src/portrait/inputs.ts';
import { resolvePlan } from '../../src/portrait/plan.ts';
import { systemClock } from '../../src/step/clock.ts';
import { problemWithProxy } from '../../src/step/environment.ts';
import { ProblemList, type Problems } from '../../src/step/problem.ts';
import type { Redactor } from '../../src/step/redactor.ts';
import { creationOf, readInputs as readVideoInputs } from '../../src/video/inputs.ts';
import type { Making } from './making.ts';

/** What the command line asks for, validated. */
export interface Options {
  readonly token: string;
  /** The service's origin. */
  readonly baseUrl: string;
  /** What is to be made after the reads; `null` if nothing is. */
  readonly making: Making | null;
  /** Whether the question is answered with yes already. */
  readonly yes: boolean;
}

// The shortest video of the default model.
const duration = '4';

/**
 * Reads the command line, and the key in the environment; `null` if it asks for help.
 * @throws Error with what is wrong with it. The redactor knows its secrets by then.
 */
export async function readOptions(args: readonly string[], key: string, redactor: Redactor): Promise<Options | null> {
  const values = parse(args, key);
  const { submit, create, name, url, prompt, image: images, yes, help } = values;
  if (help) return null;
  if (values.token.trim() === '') throw new Error('Give an API key: --token, or the environment variable JIMMYAI_TOKEN.');
  redactor.addToken(values.token.trim());
  for (const text of [values['base-url'], name, url, prompt, images]) redactor.addQueriesIn(text);
  if (submit && create) throw new Error('Give one of --submit and --create.');
  if (submit && (name === '' || url === '')) throw new Error('--submit needs --name and --url.');
  if (create && (prompt === '' || images === '')) throw new Error('--create needs --prompt and --image.');

  const list = new ProblemList();
  const token = list.take('token', parseToken(values.token));
  const baseUrl = list.take('base-url', parseOrigin(values['base-url']));
  const proxyProblem = baseUrl === null ? null : problemWithProxy(baseUrl);
  if (proxyProblem !== null) list.add('base-url', proxyProblem);
  if (token === null || baseUrl === null || !list.isEmpty) throw errorOf(list);
  redactor.addToken(token);
  if (submit) return { token, baseUrl, yes, making: await readSubmission({ token, name, url }) };
  return { token, baseUrl, yes, making: create ? readCreation({ token, prompt, images, duration }) : null };
}

function parse(args: readonly string[], key: string) {
  const text = { type: 'string', default: '' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const common = {
    token: { ...text, default: key },
    'base-url': { ...text, default: defaultBaseUrl },
    yes: flag,
    help: { ...flag, short: 'h' },
  } as const;
  try {
    const options = { ...common, submit: flag, name: text, url: text, create: flag, prompt: text, image: text } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch {
    // The message could quote the key.
    throw new Error('There is an unknown option, or one without its value.');
  }
}

/** What the portrait action would submit. */
async function readSubmission(inputs: Readonly<Record<string, string>>): Promise<Making> {
  const { signal } = new AbortController();
  const surroundings = { workspace: '', outputFile: '', clock: systemClock, startedAt: systemClock.now(), signal, abandoned: signal };
  const plan = await resolvePlan(
    readPortraitInputs((input) => inputs[input] ?? ''),
    surroundings,
  );
  if ('problems' in plan) throw errorOf(plan);
  const [portrait] = plan.portraits;
  if (portrait?.source.kind !== 'url') throw new Error('--submit needs --url.');
  return { kind: 'submit', name: portrait.name, url: portrait.source.url };
}

/** What the video action would create. */
function readCreation(inputs: Readonly<Record<string, string>>): Making {
  const read = readVideoInputs((input) => inputs[input] ?? '');
  if (read.problems.length > 0 || read.task?.kind !== 'create') throw errorOf(read);
  return { kind: 'create', creation: creationOf(read.task.request) };
}

function errorOf({ problems }: Problems): Error {
  return new Error(problems.map(({ input, text }) => `${input}: ${text}`).join('\n'));
}
