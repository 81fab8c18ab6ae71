import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { createLimit } from '../../src/portrait/limit.ts';
import { fakeToken } from './fake-jimmyai.ts';

/** A workflow command that the runner would execute. */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Everything that a workflow can observe about a finished step. */
export interface StepResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The raw contents of the output file, the summary and the state file, if any. */
  readonly files: readonly string[];
  readonly commands: readonly Command[];
  readonly errors: readonly Command[];
  readonly warnings: readonly Command[];
  /** Lines that are not commands. */
  readonly log: readonly string[];
  /** For benchmarks only, because it depends on the machine's load. */
  readonly milliseconds: number;
}

/** A running step. */
export interface RunningStep {
  readonly process: ChildProcess;
  readonly result: Promise<StepResult>;
  /** Resolves once `text` has appeared on stdout. */
  seen(text: string): Promise<void>;
}

export interface StepOptions {
  /** The action to run; the portrait action by default. */
  readonly action?: ActionFolder;
  /** Additional environment variables; `null` removes a variable. */
  readonly env?: Readonly<Record<string, string | null>>;
  readonly workspace?: string;
  /** The bundle to run; this repository's by default. */
  readonly main?: string;
  /** The Node.js that runs the bundle; this process's by default. */
  readonly node?: string;
  readonly nodeOptions?: readonly string[];
  readonly onOutput?: (text: string) => void;
}

/** Node.js options that make a step print `received SIG…` when a signal arrives. */
export const announcingSignals: readonly string[] = [
  '--import',
  'data:text/javascript,for(const s of ["SIGINT","SIGTERM"])process.on(s,()=>console.log("received",s))',
];

const root = path.resolve(import.meta.dirname, '../..');
interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

/** The folder of an action, relative to the root of the repository. */
export type ActionFolder = '.' | 'video';

const readActionFile = async (folder: ActionFolder) => load(await readFile(path.join(root, folder, 'action.yml'), 'utf8')) as ActionFile;
const actionFiles: Readonly<Record<ActionFolder, ActionFile>> = { '.': await readActionFile('.'), video: await readActionFile('video') };

/** Runs the built video action like GitHub's runner. Resolves when it ends. */
export async function runVideoAction(inputs: Readonly<Record<string, string>>, options: StepOptions = {}): Promise<StepResult> {
  return runAction(inputs, { ...options, action: 'video' });
}

/** Runs a built action like GitHub's runner. Resolves when it ends. */
export async function runAction(inputs: Readonly<Record<string, string>>, options: StepOptions = {}): Promise<StepResult> {
  return (await startAction(inputs, options)).result;
}

/** Starts a built action like GitHub's runner, with the default inputs of action.yml and fresh command files. */
export async function startAction(inputs: Readonly<Record<string, string>>, options: StepOptions = {}): Promise<RunningStep> {
  const folderOfAction = options.action ?? '.';
  const action = actionFiles[folderOfAction];
  if (!process.version.startsWith(`v${action.runs.using.replace('node', '')}.`))
    throw new Error(`run this with Node.js ${action.runs.using}: npm run …`);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'step-'));
  const files = {
    GITHUB_OUTPUT: path.join(folder, 'output'),
    GITHUB_STEP_SUMMARY: path.join(folder, 'summary'),
    GITHUB_STATE: path.join(folder, 'state'),
  };
  for (const file of Object.values(files)) await writeFile(file, '');
  const workspace = options.workspace ?? path.join(folder, 'workspace');
  await mkdir(workspace, { recursive: true });

  const given: Record<string, string> = { token: fakeToken, ...inputs };
  for (const name of Object.keys(given)) if (!(name in action.inputs)) throw new Error(`${folderOfAction}/action.yml has no input ${name}`);
  const environment: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    ...files,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: folder,
  };
  for (const [name, { default: fallback = '' }] of Object.entries(action.inputs)) {
    environment[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] = given[name] ?? fallback;
  }
  for (const [name, value] of Object.entries(options.env ?? {})) {
    if (value === null) delete environment[name];
    else environment[name] = value;
  }

  const main = options.main ?? path.join(root, folderOfAction, action.runs.main);
  const hasBegun = await waitForTurn();
  const started = performance.now();
  const child = spawn(options.node ?? process.execPath, [...(options.nodeOptions ?? []), main], {
    cwd: workspace,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.once('data', hasBegun);
  child.on('close', hasBegun);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    options.onOutput?.(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });

  const result = new Promise<StepResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', async (exitCode, signal) => {
      const milliseconds = performance.now() - started;
      const read = (file: string) => readFile(file, 'utf8').catch(() => '');
      const outputFile = await read(files.GITHUB_OUTPUT);
      const outputs = parseOutputs(outputFile);
      const summary = await read(files.GITHUB_STEP_SUMMARY);
      const stateFile = given['state-file'] ?? '';
      const state = stateFile === '' ? '' : await read(path.resolve(workspace, stateFile));
      await rm(folder, { recursive: true, force: true });
      const { commands, log } = parseLog(stdout);
      const called = (name: string) => commands.filter((command) => command.name === name);
      resolve({
        exitCode,
        signal,
        stdout,
        stderr,
        outputs,
        summary,
        files: [outputFile, summary, state],
        commands,
        errors: called('error'),
        warnings: called('warning'),
        log,
        milliseconds,
      });
    });
  });
  const seen = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => stdout.includes(text) && resolve();
      child.stdout.on('data', look);
      child.on('close', () => reject(new Error(`the step ended without “${text}”:\n${stdout}`)));
      look();
    });
  return { process: child, result, seen };
}

// Many processes starting at once would starve the steps that are already running.
const startInTurn = createLimit(2 * os.availableParallelism());

/** Waits until a step may start. Resolves to a function to call once the step has started. */
function waitForTurn(): Promise<() => void> {
  return new Promise((go) => void startInTurn(() => new Promise<void>((hasBegun) => go(hasBegun))));
}

/** The runner cuts an annotation, and its copy in the log, at this many UTF-16 code units. */
const maxAnnotationLength = 4096;

/**
 * Parses a log like the runner: `::name key=value::message` at the start of a line, `##[name]message` anywhere in it. Names are
 * case-insensitive, and annotations are cut.
 */
export function parseLog(stdout: string): { commands: Command[]; log: string[] } {
  const commands: Command[] = [];
  const log: string[] = [];
  for (const line of stdout.split(/\r\n|\r|\n/)) {
    const [, name, list = '', message = ''] = /^\s*::([\w-]+)(?: (.*?))?::(.*)$/.exec(line) ?? [];
    const [, oldName, oldMessage = ''] = /##\[([\w-]+)[^\]]*\](.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      const properties = Object.fromEntries(
        list
          .split(',')
          .filter(Boolean)
          .map((pair) => [pair.slice(0, pair.indexOf('=')), unescapeCommand(pair.slice(pair.indexOf('=') + 1))]),
      );
      commands.push(commandOf(name, properties, unescapeCommand(message)));
    } else if (oldName !== undefined) commands.push(commandOf(oldName, {}, oldMessage));
    else if (line !== '') log.push(line);
  }
  return { commands, log };
}

function commandOf(writtenName: string, properties: Readonly<Record<string, string>>, message: string): Command {
  const name = writtenName.toLowerCase();
  const isAnnotation = ['error', 'warning', 'notice'].includes(name);
  return { name, properties, message: isAnnotation ? message.slice(0, maxAnnotationLength) : message };
}

function unescapeCommand(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
}

/**
 * Parses an output file: `name=value`, or `name<<delimiter` up to that delimiter. The last value of a name wins. On Linux, only a line
 * feed ends a line.
 */
export function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(process.platform === 'win32' ? /\r?\n/ : '\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const [, name, delimiter] = /^([^=]+?)<<(.+)$/.exec(line) ?? [];
    if (name !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter, index + 1);
      if (end < 0) throw new Error(`the output ${name} has no end`);
      outputs[name] = lines.slice(index + 1, end).join('\n');
      index = end;
    } else if (line.includes('=')) outputs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    else if (line !== '') throw new Error(`not an output: ${line}`);
  }
  return outputs;
}
