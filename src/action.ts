import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import * as core from '@actions/core';
import { type Clock, type Deadline, deadlineOf } from './clock.ts';
import { createGate } from './concurrency.ts';
import { messageOf } from './errors.ts';
import { type Plan, readInputs, readToken } from './inputs.ts';
import { createClient } from './jimmyai/client.ts';
import { createTransport } from './jimmyai/transport.ts';
import type { Asset } from './portrait.ts';
import type { Problem } from './portrait-list.ts';
import { type Item, move, newItem } from './progress.ts';
import { Reporter } from './report/reporter.ts';
import { Printer } from './report/text.ts';
import type { Run } from './run.ts';
import type { Stop } from './stop.ts';
import { submit } from './submitting.ts';
import { Waiting } from './waiting.ts';

const submissionsAtATime = 4;

/** What a run needs before its plan is known. */
interface Stage {
  readonly stop: Stop;
  readonly clock: Clock;
  readonly printer: Printer;
  readonly reporter: Reporter;
}

/** Runs the step. Gives whether it succeeded; what there is to say has been said. Never rejects. */
export async function runAction(stop: Stop, clock: Clock): Promise<boolean> {
  const start = clock.now();
  const printer = new Printer();
  maskToken(printer);
  const reporter = new Reporter(printer, clock);
  try {
    const plan = await readPlan(stop.noMore);
    if ('problems' in plan) {
      await reporter.invalid(plan.problems);
      return false;
    }
    return await carryOut(plan, deadlineOf(start, plan.timeout), { stop, clock, printer, reporter });
  } catch (error) {
    reporter.broken(error);
    return false;
  }
}

/** Masks the token in every form the workflow may have written it in: before anything else, since anything may print it. */
function maskToken(printer: Printer): void {
  const input = core.getInput('token', { trimWhitespace: false });
  // The runner and this action look for whole texts: as it was written, without its surroundings, and as it is sent.
  for (const secret of new Set([input, input.trim(), readToken(input)])) {
    if (secret.trim() === '') continue;
    core.setSecret(secret);
    printer.conceal(secret);
  }
}

async function readPlan(cancelled: AbortSignal): Promise<Plan | { readonly problems: readonly Problem[] }> {
  const get = (name: string) => core.getInput(name, { trimWhitespace: false });
  const plan = await readInputs(get, process.env['GITHUB_WORKSPACE'] || process.cwd(), cancelled);
  const outputFile = process.env['GITHUB_OUTPUT'] ?? '';
  if (outputFile === '') return plan;
  try {
    await access(outputFile, constants.W_OK);
    return plan;
  } catch {
    const problem = { input: 'GITHUB_OUTPUT', text: `“${outputFile}” can’t be written, so no id could be handed on; repair the runner` };
    return { problems: 'problems' in plan ? [...plan.problems, problem] : [problem] };
  }
}

/** Carries out the plan and reports what came of it. Gives whether it succeeded. */
async function carryOut(plan: Plan, deadline: Deadline, { stop, clock, printer, reporter }: Stage): Promise<boolean> {
  for (const { source } of plan.portraits) if (source.kind === 'url') printer.concealQueryOf(source.url);
  const items = plan.portraits.map((portrait) => newItem(portrait, deadline.start));
  reporter.start(plan, items);

  const transport = createTransport(plan.baseUrl);
  const jimmyAi = createClient({ token: plan.token, transport, clock, reporter, guard: printer });
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
    recall(item, run);
    if (item.state.kind === 'known') await waiting.watch(item, item.state.asset.assetId, wait ? 'final' : 'understood');
    if (item.state.kind === 'unsubmitted') await gate(() => submit(item, run));
    unsettled -= 1;
    if (unsettled === 0) run.observer.submitted();
    if (wait && item.state.kind === 'processing') await waiting.watch(item, item.state.asset.assetId, 'final');
  };
  // Each for itself: what happens to one must not make the ids of the others be forgotten.
  const stopOnMistake = (error: unknown) => run.stop.end({ kind: 'unexpected', message: messageOf(error) });
  await Promise.all(items.map((item) => takeItemThrough(item).catch(stopOnMistake)));
}

/** Gives an item the asset that the workflow or the state file names for it. */
function recall(item: Item, run: Run): void {
  const { source, key } = item.portrait;
  const remembered = key === null ? null : (run.stateFile?.recall(key) ?? null);
  if (source.kind === 'asset-id') {
    move(item, { kind: 'known', asset: assetCalled(source.assetId) }, run);
  } else if (remembered === 'unknown') {
    move(item, { kind: 'failed', asset: null, trouble: { kind: 'interrupted-earlier' } }, run);
  } else if (remembered !== null) {
    item.reused = true;
    move(item, { kind: 'known', asset: assetCalled(remembered.assetId) }, run);
  }
}

function assetCalled(assetId: string): Asset {
  return { assetId, officialId: null, assetRef: null, status: { kind: 'Processing' } };
}
