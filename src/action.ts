import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import * as core from '@actions/core';
import { type Clock, type Deadline, deadlineOf } from './clock.ts';
import { createGate } from './concurrency.ts';
import { messageOf } from './errors.ts';
import { type Plan, readInputs, readToken } from './inputs.ts';
import { createClient } from './jimmyai/client.ts';
import { createTransport } from './jimmyai/transport.ts';
import { assetCalled } from './portrait.ts';
import type { Problem } from './portrait-list.ts';
import { assetOf, type Item, move, newItem, type State } from './progress.ts';
import { Redactor } from './report/redactor.ts';
import { Reporter } from './report/reporter.ts';

import type { Run } from './run.ts';
import type { Stop } from './stop.ts';
import { recall, submit } from './submitting.ts';
import { type Goal, Waiting } from './waiting.ts';

const submissionsAtATime = 4;

/** What a run needs before its plan is known. */
interface Stage {
  readonly stop: Stop;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly reporter: Reporter;
}

/** Runs the step. Gives whether it succeeded; what there is to say has been said. Never rejects. */
export async function runAction(stop: Stop, clock: Clock): Promise<boolean> {
  const start = clock.now();
  const redactor = new Redactor();
  maskToken(redactor);
  const reporter = new Reporter(redactor, clock);
  try {
    const plan = await readPlan(stop.noMore);
    if ('problems' in plan) {
      await reporter.invalid(plan.problems);
      return false;
    }
    return await carryOut(plan, deadlineOf(start, plan.timeout), { stop, clock, redactor, reporter });
  } catch (error) {
    reporter.broken(error);
    return false;
  }
}

/** Masks the token in every form the workflow may have written it in: before anything else, since anything may print it. */
function maskToken(redactor: Redactor): void {
  const input = core.getInput('token', { trimWhitespace: false });
  // The runner and this action look for whole texts: as it was written, without its surroundings, and as it is sent.
  for (const secret of new Set([input, input.trim(), readToken(input)])) {
    if (secret.trim() === '') continue;
    core.setSecret(secret);
    redactor.addToken(secret);
  }
}

async function readPlan(cancelled: AbortSignal): Promise<Plan | { readonly problems: readonly Problem[] }> {
  const get = (name: string) => core.getInput(name, { trimWhitespace: false });
  const plan = await readInputs(get, process.env['GITHUB_WORKSPACE'] || process.cwd(), cancelled);
  const outputFile = process.env['GITHUB_OUTPUT'] ?? '';
  if (outputFile === '') return plan;
  try {
    await access(outputFile, constants.W_OK);
    if (!(await stat(outputFile)).isFile()) throw new Error('not a file');
    return plan;
  } catch (error) {
    const text = `“${outputFile}” can’t be written, so no id could be handed on (${messageOf(error)}); repair the runner`;
    const problem = { input: 'GITHUB_OUTPUT', text };
    return { problems: 'problems' in plan ? [...plan.problems, problem] : [problem] };
  }
}

/** Carries out the plan and reports what came of it. Gives whether it succeeded. */
async function carryOut(plan: Plan, deadline: Deadline, { stop, clock, redactor, reporter }: Stage): Promise<boolean> {
  for (const { source } of plan.portraits) if (source.kind === 'url') redactor.addQueryOf(source.url);
  const items = plan.portraits.map((portrait) => newItem(portrait, deadline.start));
  reporter.start(plan, items);

  const transport = createTransport(plan.baseUrl);
  const jimmyAi = createClient({ token: plan.token, transport, clock, reporter, redactor });
  const { pollInterval, stateFile } = plan;
  const run: Run = { jimmyAi, clock, random: Math.random, deadline, pollInterval, stateFile, stop, observer: reporter };
  const finished = new AbortController();
  void reporter.showSignsOfLife(deadline, finished.signal);
  await takeThrough(items, plan.wait, run);
  finished.abort();
  transport.close();
  return reporter.finish(stop.cause);
}

/** Takes every portrait to its end: four uploads and submissions at a time, status checks of all together. Never rejects. */
export async function takeThrough(items: readonly Item[], wait: boolean, run: Run): Promise<void> {
  const waiting = new Waiting(run);
  const gate = createGate(submissionsAtATime);
  let unsettled = items.length;
  const takeItemThrough = async (item: Item) => {
    recallGiven(item, run);
    const watch = async (goal: Goal) => {
      const asset = assetOf(item.state);
      if (asset !== null) await waiting.watch(item, asset.assetId, goal);
    };
    // Once more only where another step has submitted the same portrait in the meantime.
    do {
      if (isIn(item, 'known')) await watch(wait ? 'final' : 'understood');
      if (!isIn(item, 'unsubmitted')) break;
      await gate(() => submit(item, run));
    } while (isIn(item, 'known'));
    unsettled -= 1;
    if (unsettled === 0) run.observer.submitted();
    if (wait && isIn(item, 'processing')) await watch('final');
  };
  // Each for itself: what happens to one must not make the ids of the others be forgotten.
  const stopOnMistake = (error: unknown) => run.stop.end({ kind: 'unexpected', message: messageOf(error) });
  await Promise.all(items.map((item) => takeItemThrough(item).catch(stopOnMistake)));
}

/** Gives an item the asset that the workflow or the state file names for it. */
function recallGiven(item: Item, run: Run): void {
  const { source, key } = item.portrait;
  const recalled = key === null ? null : (run.stateFile?.recall(key) ?? null);
  if (source.kind === 'asset-id') move(item, { kind: 'known', asset: assetCalled(source.assetId) }, run);
  else if (recalled !== null) recall(item, recalled, run);
}

function isIn({ state }: Item, kind: State['kind']): boolean {
  return state.kind === kind;
}
