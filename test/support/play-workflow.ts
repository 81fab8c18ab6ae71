import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ownActions } from './repository.ts';
import { type ActionFolder, parseOutputs, runAction, type StepResult } from './run-action.ts';

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | boolean>>;
  readonly 'continue-on-error'?: boolean;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly outputs?: Readonly<Record<string, string>>;
  /** The values of a matrix, or an expression that evaluates to them. */
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly (string | number)[] | string>> };
  readonly steps: readonly Step[];
}

/** The part of a workflow file that can be played. */
export interface Workflow {
  readonly name: string;
  readonly env?: Readonly<Record<string, string | number>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Stage {
  readonly secrets: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The service's origin; replaces every `base-url`. */
  readonly origin: string;
  /** The checked-out repository, in which every step runs. */
  readonly workspace: string;
  /** Additional properties of the `github` context. */
  readonly github?: Readonly<Record<string, string>>;
  /** A folder with commands that override others. */
  readonly commands?: string;
}

/** The outcome of a step. */
export interface Played {
  readonly job: string;
  readonly step: string;
  readonly exitCode: number | null;
  readonly output: string;
  readonly action: StepResult | null;
}

type Outputs = Readonly<Record<string, string>>;

const actions: Readonly<Record<string, ActionFolder>> = { [ownActions.portrait]: '.', [ownActions.video]: 'video' };

/** Runs the jobs of a workflow one after another: this repository's actions from `dist/`, scripts in bash. Skips all other actions. */
export async function playWorkflow(workflow: Workflow, stage: Stage): Promise<readonly Played[]> {
  const played: Played[] = [];
  const needs: Record<string, { outputs: Outputs }> = {};
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const [key, given] = Object.entries(job.strategy?.matrix ?? { none: [''] })[0] ?? ['none', ['']];
    const values: readonly (string | number)[] = typeof given === 'string' ? JSON.parse(evaluateExpressions(given, { needs })) : given;
    for (const value of values) {
      const context = {
        secrets: stage.secrets,
        inputs: stage.inputs ?? {},
        vars: {},
        env: workflow.env ?? {},
        needs,
        matrix: { [key]: String(value) },
        github: { run_id: '1', run_attempt: '1', ...stage.github },
      };
      needs[name] = { outputs: await playJob(name, job, context, stage, played) };
    }
  }
  return played;
}

async function playJob(name: string, job: Job, context: { readonly env: object }, stage: Stage, played: Played[]): Promise<Outputs> {
  const steps: Record<string, { outputs: Outputs }> = {};
  const evaluate = (text: string) => evaluateExpressions(text, { ...context, steps });
  const shared = Object.fromEntries(Object.entries(context.env).map(([key, value]) => [key, String(value)]));
  let failed = false;
  for (const step of job.steps) {
    if (failed && step.if !== 'always()') continue;
    const result = await playStep(step, evaluate, shared, stage);
    if (result === null) continue;
    if (step.id !== undefined) steps[step.id] = { outputs: result.outputs };
    played.push({
      job: name,
      step: step.name ?? step.uses ?? 'run',
      exitCode: result.exitCode,
      output: result.output,
      action: result.action,
    });
    if (result.exitCode !== 0 && step['continue-on-error'] !== true) failed = true;
  }
  return Object.fromEntries(Object.entries(job.outputs ?? {}).map(([key, value]) => [key, evaluate(value)]));
}

async function playStep(step: Step, evaluate: (text: string) => string, shared: Outputs, { origin, workspace, commands }: Stage) {
  if (step.run !== undefined) {
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([key, value]) => [key, evaluate(value)]));
    return { ...(await runScript(step.run, { ...shared, ...env }, workspace, commands)), action: null };
  }
  const folder = actions[step.uses ?? ''];
  if (folder === undefined) return null;
  const inputs = Object.fromEntries(Object.entries(step.with ?? {}).map(([key, value]) => [key, evaluate(String(value))]));
  const action = await runAction({ 'poll-interval': '200ms', ...inputs, 'base-url': origin }, { workspace, action: folder });
  return { exitCode: action.exitCode, output: action.stdout, outputs: action.outputs, action };
}

/** Runs a script like the runner on Linux, but with a `sleep` that returns immediately. */
async function runScript(script: string, env: Readonly<Record<string, string>>, workspace: string, commands?: string) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'script-'));
  const output = path.join(folder, 'output');
  await writeFile(output, '');
  await writeFile(path.join(folder, 'script.sh'), script);
  await mkdir(path.join(folder, 'bin'));
  await writeFile(path.join(folder, 'bin', 'sleep'), '#!/bin/sh\n', { mode: 0o755 });
  const commandFolders = [path.join(folder, 'bin'), commands, path.dirname(process.execPath), process.env['PATH']];
  const child = spawn('bash', ['-e', path.join(folder, 'script.sh')], {
    cwd: workspace,
    env: { ...env, PATH: commandFolders.filter(Boolean).join(':'), HOME: folder, RUNNER_TEMP: folder, GITHUB_OUTPUT: output },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const outputs = parseOutputs(await readFile(output, 'utf8'));
  await rm(folder, { recursive: true });
  return { exitCode, output: text, outputs };
}

function evaluateExpressions(text: string, context: object): string {
  return text.replace(/\$\{\{ *(?:fromJSON\()?([\w.-]+)\)? *\}\}/g, (_, expression: string) => {
    let value: unknown = context;
    for (const key of expression.split('.')) value = Object(value)[key];
    return typeof value === 'string' ? value : '';
  });
}
