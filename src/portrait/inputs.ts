import { defaultBaseUrl, parseOrigin, parseTokenFor } from '../jimmyai/account.ts';
import { type GetInput, hintForEmptyExpression, parseBoolean, parseDurationWithin } from '../step/fields.ts';
import { ProblemList, type Problems } from '../step/problem.ts';

/** The inputs that name the source of the portraits. Exactly one must be set. */
const sourceInputs = ['url', 'file', 'asset-id', 'portraits', 'portraits-file'] as const;

/** A source input as the workflow wrote it. */
export interface SourceInput {
  readonly kind: (typeof sourceInputs)[number];
  readonly text: string;
}

/** The parsed inputs. `null`: the input has a problem, or a dry run has no token. Files are not read yet. */
export interface Inputs extends Problems {
  readonly token: string | null;
  readonly timeoutMs: number | null;
  readonly pollIntervalMs: number | null;
  readonly wait: boolean | null;
  readonly dryRun: boolean | null;
  /** The service's origin. */
  readonly baseUrl: string | null;
  readonly name: string;
  /** The source inputs that are set: exactly one, unless there is a problem. */
  readonly sources: readonly SourceInput[];
  /** A path; empty without a state file. */
  readonly stateFile: string;
}

/** Parses the inputs and reports those that can't be combined. */
export function readInputs(getInput: GetInput): Inputs {
  const get = (name: string) => getInput(name).trim();
  const list = new ProblemList();
  // Don't trim the start of a list: line numbers include leading blank lines.
  const textOf = (kind: SourceInput['kind']) => (kind === 'portraits' ? getInput(kind).trimEnd() : get(kind));
  const sources = sourceInputs.map((kind) => ({ kind, text: textOf(kind) })).filter(({ text }) => text !== '');
  const dryRun = list.take('dry-run', parseBoolean(get('dry-run'), false));
  const parsed = {
    token: list.take('token', parseTokenFor(dryRun, getInput('token'))),
    dryRun,
    timeoutMs: list.take('timeout', parseDurationWithin(get('timeout'), '15m', ['1s', '6h'])),
    pollIntervalMs: list.take('poll-interval', parseDurationWithin(get('poll-interval'), '5s', ['100ms', '1h'])),
    wait: list.take('wait', parseBoolean(get('wait'), true)),
    baseUrl: list.take('base-url', parseOrigin(get('base-url') || defaultBaseUrl)),
    name: get('name'),
    sources,
    stateFile: get('state-file'),
  };
  checkSources(sources, parsed.name, list);
  return { ...parsed, problems: list.problems, omitted: list.omitted };
}

function checkSources(sources: readonly SourceInput[], name: string, list: ProblemList): void {
  const kinds = sources.map(({ kind }) => kind);
  const exactlyOne = `Set exactly one of ${sourceInputs.join(', ')}`;
  // The runner passes absent inputs as empty ones, so the action can't tell which one was meant.
  if (kinds.length === 0) list.add(sourceInputs.join(', '), `all are empty. ${exactlyOne}. ${hintForEmptyExpression}`);
  if (kinds.length > 1) list.add(kinds[0] ?? 'url', `can’t be combined with ${kinds.slice(1).join(' and ')}. ${exactlyOne}`);
  for (const kind of kinds) {
    const isList = kind === 'portraits' || kind === 'portraits-file';
    if (isList && name !== '') list.add('name', `must be empty with ${kind}. Give each entry of the list its own name`);
  }
}
