import { jittered } from './clock.ts';
import { messageOf } from './errors.ts';
import { type Endpoint, isPossiblyAccepted, type Result, verdictOn } from './jimmyai/failure.ts';
import { assetCalled } from './portrait.ts';
import { type Item, move, stateOf } from './progress.ts';
import type { Run } from './run.ts';
import type { Recalled } from './state-file.ts';

const mostAttempts = 5;
const firstPause = 1000;

/** Submits a portrait that has no asset yet; an image from a file is uploaded first. What comes of it stands in the item. */
export async function submit(item: Item, run: Run): Promise<void> {
  const url = await uploadIfNeeded(item, run);
  if (url !== null) await submitUrl(item, url, run);
}

/** The URL at which the service finds the image, or `null` where an upload gave none. */
async function uploadIfNeeded(item: Item, run: Run): Promise<string | null> {
  const { source } = item.portrait;
  switch (source.kind) {
    case 'asset-id':
      return null;
    case 'url':
      return source.url;
    case 'file': {
      const bounds = { by: run.deadline.end, signal: run.stop.noMore };
      const uploaded = await attempt('upload', item, run, () => run.jimmyAi.upload(source.file, bounds));
      return uploaded?.ok ? uploaded.value : null;
    }
  }
}

async function submitUrl(item: Item, url: string, run: Run): Promise<void> {
  if (!mayStart(run) || !(await rememberIntent(item, run))) return;
  const bounds = { by: run.deadline.end, signal: run.stop.cut };
  const submitted = await attempt('submit', item, run, () => run.jimmyAi.submit(item.portrait.name, url, bounds));
  if (submitted?.ok) {
    item.since = run.clock.now();
    try {
      move(item, stateOf(submitted.value), run);
    } finally {
      await rememberId(item, submitted.value.assetId, run);
    }
  } else if (submitted === null || !isPossiblyAccepted(submitted.failure)) {
    await forgetIntent(item, run);
  }
}

/**
 * The result of the first attempt that is not to be made again; `null` where none could start any more. A failure is
 * recorded in the item, and ends the run where every further request would meet it too.
 */
async function attempt<T>(endpoint: Endpoint, item: Item, run: Run, call: () => Promise<Result<T>>): Promise<Result<T> | null> {
  const { clock, deadline, stop, observer } = run;
  for (let attempts = 1; mayStart(run); attempts++) {
    const result = await call();
    if (result.ok) return result;
    const { failure } = result;
    const verdict = verdictOn(endpoint, failure);
    if (verdict === 'retry') {
      if (stop.noMore.aborted) return null;
      const pause = Math.max(jittered(firstPause * 2 ** (attempts - 1), run.random), failure.retryAfterMs);
      if (attempts < mostAttempts && clock.now() + pause <= deadline.lastCheck) {
        observer.retrying(item, endpoint, failure, pause);
        await clock.sleep(pause, stop.noMore);
        continue;
      }
    }
    if (verdict === 'stop') stop.end({ kind: 'failure', failure });
    move(item, { kind: 'failed', asset: null, trouble: { kind: 'call', endpoint, failure, attempts } }, run);
    return result;
  }
  return null;
}

function mayStart({ clock, deadline, stop }: Run): boolean {
  return !stop.noMore.aborted && clock.now() <= deadline.lastCheck;
}

/** Gives an item what the state file remembers of it. */
export function recall(item: Item, recalled: Recalled, run: Run): void {
  if (recalled === 'unknown') {
    move(item, { kind: 'failed', asset: null, trouble: { kind: 'interrupted-earlier' } }, run);
  } else {
    item.reused = true;
    move(item, { kind: 'known', asset: assetCalled(recalled.assetId) }, run);
  }
}

/**
 * Writes down that a submission begins, and gives whether it may. Where that fails nothing may be submitted: the next run could
 * not know of it. Nor where another step has just submitted the same portrait.
 */
async function rememberIntent(item: Item, run: Run): Promise<boolean> {
  const { key } = item.portrait;
  if (run.stateFile === null || key === null) return true;
  try {
    const recalled = await run.stateFile.rememberIntent(key);
    if (recalled !== null) recall(item, recalled, run);
    return recalled === null;
  } catch (error) {
    run.stop.end({ kind: 'state-file', message: messageOf(error) });
    return false;
  }
}

async function rememberId({ portrait: { key } }: Item, assetId: string, { stateFile, observer }: Run): Promise<void> {
  if (stateFile === null || key === null) return;
  try {
    await stateFile.remember(key, assetId);
  } catch (error) {
    observer.warnOnce(
      `${assetId} could not be written into the state file (${messageOf(error)}): keep the id, the next run can't know it`,
      'State file not updated',
    );
  }
}

async function forgetIntent({ portrait: { key } }: Item, { stateFile, observer }: Run): Promise<void> {
  if (stateFile === null || key === null) return;
  try {
    await stateFile.forgetIntent(key);
  } catch (error) {
    observer.warnOnce(
      `the state file could not be written (${messageOf(error)}): the next run will take a submission for possible that was not made`,
      'State file not updated',
    );
  }
}
