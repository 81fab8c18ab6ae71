import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { createLimit } from '../../src/portrait/limit.ts';
import { fakeToken } from './fake-jimmyai.ts';

/** A workflow command that the runner would carry out. */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** What a workflow can see of a step that ran. */
export interface StepResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What it left, byte for byte: the file of outputs, the summary and, where it has one, the state file. */
  readonly files: readonly string[];
  readonly commands: readonly Command[];
  readonly errors: readonly Command[];
  readonly warnings: readonly Command[];
  /** Lines that are no commands. */
  readonly log: readonly string[];
  /** For benchmarks: a busy machine takes as long as it takes. */
  readonly milliseconds: number;
}

/** A step on its way. */
export interface RunningStep {
  readonly process: ChildProcess;
  readonly result: Promise<StepResult>;
  /** Resolves when `text` has appeared on stdout. */
  seen(text: string): Promise<void>;
}

export interface StepOptions {
  /** Which action runs; by default the portrait action. */
  readonly action?: ActionFolder;
  /** Other variables; `null` removes one. */
  readonly env?: Readonly<Record<string, string | null>>;
  readonly workspace?: string;
  /** Where `dist/index.js` is; by default in this repository. */
  readonly main?: string;
  /** The Node.js that runs it; by default the one of this process. */
  readonly node?: string;
  readonly nodeOptions?: readonly string[];
  readonly onOutput?: (text: string) => void;
}

/** Options of Node.js that make a step say `received SIG…` when a signal has arrived. */
export const announcingSignals: readonly string[] = [
  '--import',
  'data:text/javascript,for(const s of ["SIGINT","SIGTERM"])process.on(s,()=>console.log("received",s))',
];

const root = path.resolve(import.meta.dirname, '../..');
interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

/** The folders of the actions, from the root of the repository. */
export type ActionFolder = '.' | 'video';

const readActionFile = async (folder: ActionFolder) => load(await readFile(path.join(root, folder, 'action.yml'), 'utf8')) as ActionFile;
const actionFiles: Readonly<Record<ActionFolder, ActionFile>> = { '.': await readActionFile('.'), video: await readActionFile('video') };

/** Runs the built video action as GitHub's runner does, and waits for its end. */
export async function runVideoAction(inputs: Readonly<Record<string, string>>, options: StepOptions = {}): Promise<StepResult> {
  return runAction(inputs, { ...options, action: 'video' });
}

/** Runs a built action as GitHub's runner does, and waits for its end. */
export async function runAction(inputs: Readonly<Record<string, string>>, options: StepOptions = {}): Promise<StepResult> {
  return (await startAction(inputs, options)).result;
}

/** Starts the built action as GitHub's runner does: its inputs with the defaults of action.yml, and fresh command files. */
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

// Processes that all start at once would use up the time of the steps that have begun.
const startInTurn = createLimit(2 * os.availableParallelism());

/** Waits until a step may start. Gives what must be called once it has begun. */
function waitForTurn(): Promise<() => void> {
  return new Promise((go) => void startInTurn(() => new Promise<void>((hasBegun) => go(hasBegun))));
}

/** What the runner keeps of an annotation, and of its copy in the log, in UTF-16 code units. */
const maxAnnotationLength = 4096;

/**
 * Takes a log apart as the runner does: `::name key=value::message` at the start of a line, `##[name]message` anywhere in it. The
 * names are told apart without regard to case, and annotations are cut.
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
 * Reads a file of outputs: `name=value`, or `name<<delimiter` up to that delimiter. The last value of a name counts. On Linux only a
 * line feed ends a line.
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
