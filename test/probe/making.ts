import type { DescribedAsset } from '../../src/jimmyai/asset.ts';
import { JimmyAiClient } from '../../src/jimmyai/client.ts';
import { type Failure, isPossiblyMade, type MakingEndpoint, type Result, type Verdicts, verdictOn } from '../../src/jimmyai/failure.ts';
import { describeTrace } from '../../src/jimmyai/failure-advice.ts';
import type { DescribedTask } from '../../src/jimmyai/task.ts';
import { type Creation, JimmyAiVideoClient } from '../../src/jimmyai/video-client.ts';
import { pollPauseMs } from '../../src/step/backoff.ts';
import { codeSpan } from '../../src/step/markdown.ts';
import { checkLink } from '../../src/step/net/followable-url.ts';
import { check, describeFailure, type Expectation, type Probe, type Row } from './expectation.ts';
import { readBounds } from './reading.ts';

/** What is made, and can't be undone. */
export type Making =
  | { readonly kind: 'submit'; readonly name: string; readonly url: string }
  | { readonly kind: 'create'; readonly creation: Creation };

// A response that comes late still has the ID: what makes something is given up with the probe, and no sooner.
const makingTimeoutMs = 240_000;
const maxPauseMs = 10_000;

/** Makes it, once, and polls it for a few minutes. Says the ID as soon as it is known. */
export function make(making: Making, probe: Probe): Promise<readonly Row[]> {
  return making.kind === 'submit' ? submit(making, probe) : create(making.creation, probe);
}

async function submit({ name, url }: { readonly name: string; readonly url: string }, probe: Probe): Promise<readonly Row[]> {
  const deadline = probe.clock.now() + makingTimeoutMs;
  const { row, result } = await check(
    {
      call: '`submit`',
      expected: 'success with an `asset_id`',
      ask: async (options) => {
        const result = await new JimmyAiClient(options).submit(name, url, { deadline, signal: probe.cancellation.aborted });
        if (result.ok) probe.say(`asset_id: ${result.value.asset.assetId}`);
        else sayWhatMayExist('submit', result.failure, probe);
        return result;
      },
      judge: (result) => judgeMaking('submit', result, ({ status }) => status.kind),
    },
    probe,
  );
  if (!result.ok) return [row];
  const { assetId } = result.value.asset;
  const polled: Expectation<DescribedAsset> = {
    call: '`status` of the new asset',
    expected: '`Active`, or `Processing` after a few minutes',
    ask: (options) => {
      const client = new JimmyAiClient(options);
      const isOver = (result: Result<DescribedAsset>) =>
        result.ok ? result.value.status.kind !== 'Processing' : isFinal(verdictOn('status', result.failure));
      return poll(() => client.status(assetId, readBounds(probe)), isOver, deadline, probe);
    },
    judge: (result) => {
      if (!result.ok) return { verdict: describeFailure(result.failure, codeSpan(verdictOn('status', result.failure))), holds: false };
      const { kind } = result.value.status;
      return { verdict: `success: \`${kind}\``, holds: kind === 'Active' || kind === 'Processing' };
    },
  };
  return [row, (await check(polled, probe)).row];
}

async function create(creation: Creation, probe: Probe): Promise<readonly Row[]> {
  const deadline = probe.clock.now() + makingTimeoutMs;
  const { row, result } = await check(
    {
      call: 'creation',
      expected: 'success with a `task_id`',
      ask: async (options) => {
        const result = await new JimmyAiVideoClient(options).create(creation, { deadline, signal: probe.cancellation.aborted });
        if (result.ok) probe.say(`task_id: ${result.value.taskId} (the video action downloads the video with it, which costs nothing)`);
        else sayWhatMayExist('create', result.failure, probe);
        return result;
      },
      judge: (result) => judgeMaking('create', result, ({ task }) => task?.status.kind ?? 'no status'),
    },
    probe,
  );
  if (!result.ok) return [row];
  const { taskId } = result.value;
  const hasLink = ({ links }: DescribedTask) => links.some((link) => checkLink(link, probe.baseUrl).kind === 'followable');
  const polled: Expectation<DescribedTask> = {
    call: 'query of the new task',
    expected: '`completed` with a link, or not `completed` after a few minutes',
    ask: (options) => {
      const client = new JimmyAiVideoClient(options);
      const isOver = (result: Result<DescribedTask>) =>
        result.ok
          ? result.value.status.kind === 'failed' || (result.value.status.kind === 'completed' && hasLink(result.value))
          : isFinal(verdictOn('query', result.failure));
      return poll(() => client.query(taskId, readBounds(probe)), isOver, deadline, probe);
    },
    judge: (result) => {
      if (!result.ok) return { verdict: describeFailure(result.failure, codeSpan(verdictOn('query', result.failure))), holds: false };
      const { kind } = result.value.status;
      const isWithoutLink = kind === 'completed' && !hasLink(result.value);
      return { verdict: `success: \`${kind}\`${isWithoutLink ? ' without a link' : ''}`, holds: kind !== 'failed' && !isWithoutLink };
    },
  };
  return [row, (await check(polled, probe)).row];
}

function judgeMaking<T>(endpoint: MakingEndpoint, result: Result<T>, describe: (value: T) => string) {
  if (result.ok) return { verdict: `success: \`${describe(result.value)}\``, holds: true };
  const { failure } = result;
  const doubt = isPossiblyMade(endpoint, failure) ? ', **possibly made**' : '';
  return { verdict: `${describeFailure(failure, codeSpan(verdictOn(endpoint, failure)))}${doubt}`, holds: false };
}

function sayWhatMayExist(endpoint: MakingEndpoint, failure: Failure, { say }: Probe): void {
  if (!isPossiblyMade(endpoint, failure)) return;
  const id = failure.returnedId === null ? '' : ` Its ID may be ${failure.returnedId}.`;
  say(`JimmyAI may have accepted the request (${describeTrace(failure)}).${id} Don’t repeat it: ask JimmyAI’s support first.`);
}

function isFinal(verdict: Verdicts['status' | 'query']): boolean {
  return verdict === 'stop' || verdict === 'fail';
}

/** Asks until the result is final, the deadline is over or the probe is stopped. Returns the last result. */
async function poll<T>(
  ask: () => Promise<Result<T>>,
  isOver: (result: Result<T>) => boolean,
  deadline: number,
  { clock, cancellation: { stopping } }: Probe,
): Promise<Result<T>> {
  const since = clock.now();
  for (;;) {
    await clock.sleep(pollPauseMs(clock.now() - since, maxPauseMs, Math.random), stopping);
    const result = await ask();
    if (isOver(result) || stopping.aborted || clock.now() >= deadline) return result;
  }
}
