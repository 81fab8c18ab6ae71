import type { Bounds } from '../jimmyai/api.ts';
import type { DescribedAsset } from '../jimmyai/asset.ts';
import { type Result, saysNoEndpoint, type Verdicts, verdictOn } from '../jimmyai/failure.ts';
import { createLimit } from './limit.ts';
import type { RunContext } from './run-context.ts';

/** The endpoints that return the status of assets. */
export type CheckEndpoint = 'status' | 'batch-status';

/** The result of one poll for one asset. */
export interface PollResult {
  readonly endpoint: CheckEndpoint;
  readonly result: Result<DescribedAsset>;
}

/** Receives the result of a poll for an asset. */
export type OnResult = (assetId: string, poll: PollResult) => void;

const maxIdsPerCall = 50;
const concurrentCalls = 4;

/** Requests the status of assets: of one with `status`, of several with one `batch-status` call per 50. */
export class StatusChecker {
  readonly #run: RunContext;
  readonly #limit = createLimit(concurrentCalls);
  #batchWorks = true;

  constructor(run: RunContext) {
    this.#run = run;
  }

  /** Polls once and reports each result as soon as it arrives. Assets that could not be requested within `bounds` get no result. */
  async check(assetIds: readonly string[], bounds: Bounds, onResult: OnResult): Promise<void> {
    const together = this.#batchWorks && assetIds.length > 1;
    const left = together ? await this.#checkTogether(assetIds, bounds, onResult) : assetIds;
    await this.#callEach(left, bounds, async (assetId) => {
      const result = await this.#run.jimmyAi.status(assetId, bounds);
      this.#verdict('status', result);
      onResult(assetId, { endpoint: 'status', result });
    });
  }

  /** Resolves to the IDs to request one by one: those of a rejected call, and those missing from a response. */
  async #checkTogether(assetIds: readonly string[], bounds: Bounds, onResult: OnResult): Promise<readonly string[]> {
    const left: string[] = [];
    await this.#callEach(chunksOf(assetIds), bounds, async (chunk) => {
      left.push(...(this.#batchWorks ? await this.#checkChunk(chunk, bounds, onResult) : chunk));
    });
    return left;
  }

  /** Resolves to the IDs of the chunk to request one by one. */
  async #checkChunk(chunk: readonly string[], bounds: Bounds, onResult: OnResult): Promise<readonly string[]> {
    const result = await this.#run.jimmyAi.batchStatus(chunk, bounds);
    const verdict = this.#verdict('batch-status', result);
    if (!result.ok) {
      if (verdict === 'one-by-one') {
        if (saysNoEndpoint(result.failure)) this.#batchWorks = false;
        return chunk;
      }
      for (const assetId of chunk) onResult(assetId, { endpoint: 'batch-status', result });
      return [];
    }
    for (const [assetId, described] of result.value) onResult(assetId, { endpoint: 'batch-status', result: described });
    const leftOut = chunk.filter((assetId) => !result.value.has(assetId));
    if (leftOut.length > 0) {
      this.#run.observer.warnOnce(
        'JimmyAI left assets out of its response to batch-status. The action polls the missing assets one by one.',
        'Incomplete batch-status',
      );
    }
    return leftOut;
  }

  async #callEach<T>(subjects: readonly T[], { deadline, signal }: Bounds, call: (subject: T) => Promise<void>): Promise<void> {
    const callInTime = async (subject: T) => {
      if (!signal.aborted && this.#run.clock.now() < deadline) await call(subject);
    };
    await Promise.all(subjects.map((subject) => this.#limit(() => callInTime(subject))));
  }

  /** Returns the verdict on a failure. Stops the run at once if every further request would fail alike. */
  #verdict<E extends CheckEndpoint>(endpoint: E, result: Result<unknown>): Verdicts[E] | null {
    if (result.ok) return null;
    const verdict = verdictOn(endpoint, result.failure);
    if (verdict === 'stop') this.#run.cancellation.stop({ kind: 'failure', failure: result.failure });
    return verdict;
  }
}

function chunksOf(assetIds: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(assetIds.length / maxIdsPerCall) }, (_, index) =>
    assetIds.slice(index * maxIdsPerCall, (index + 1) * maxIdsPerCall),
  );
}
