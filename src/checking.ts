import { createGate } from './concurrency.ts';
import type { Bounds } from './jimmyai/client.ts';
import { type Endpoint, type Result, saysNoEndpoint, type Verdict, verdictOn } from './jimmyai/failure.ts';
import type { Asset } from './portrait.ts';
import type { Run } from './run.ts';

/** What one round of checks tells of one asset. */
export interface Check {
  readonly endpoint: Endpoint;
  readonly result: Result<Asset>;
}

/** Takes what a round tells of an asset. */
export type Tell = (assetId: string, check: Check) => void;

const idsPerCall = 50;
const callsAtATime = 4;

/** Asks for the status of assets: of one with `status`, of several with one `batch-status` call for every 50. */
export class Checker {
  readonly #run: Run;
  readonly #gate = createGate(callsAtATime);
  #batchWorks = true;

  constructor(run: Run) {
    this.#run = run;
  }

  /** One round: tells each check as soon as it is made. What could not be asked for within `bounds` is not told. */
  async check(assetIds: readonly string[], bounds: Bounds, tell: Tell): Promise<void> {
    const together = this.#batchWorks && assetIds.length > 1;
    const single = together ? await this.#checkTogether(assetIds, bounds, tell) : assetIds;
    await this.#callEach(single, bounds, async (assetId) => {
      const result = await this.#run.jimmyAi.status(assetId, bounds);
      this.#verdict('status', result);
      tell(assetId, { endpoint: 'status', result });
    });
  }

  /** Gives the ids to ask for one by one: those of a refused call, and those missing in an answer. */
  async #checkTogether(assetIds: readonly string[], bounds: Bounds, tell: Tell): Promise<readonly string[]> {
    const chunks = Array.from({ length: Math.ceil(assetIds.length / idsPerCall) }, (_, index) =>
      assetIds.slice(index * idsPerCall, (index + 1) * idsPerCall),
    );
    const single: string[] = [];
    await this.#callEach(chunks, bounds, async (chunk) => {
      if (!this.#batchWorks) {
        single.push(...chunk);
        return;
      }
      const result = await this.#run.jimmyAi.batchStatus(chunk, bounds);
      const verdict = this.#verdict('batch-status', result);
      if (result.ok) {
        for (const [assetId, told] of result.value) tell(assetId, { endpoint: 'batch-status', result: told });
        const leftOut = chunk.filter((assetId) => !result.value.has(assetId));
        if (leftOut.length > 0)
          this.#run.observer.warnOnce(
            'the service leaves assets out of its answers about several; asking for them one by one',
            'Incomplete batch-status',
          );
        single.push(...leftOut);
      } else if (verdict === 'one-by-one') {
        if (saysNoEndpoint(result.failure)) this.#batchWorks = false;
        single.push(...chunk);
      } else {
        for (const assetId of chunk) tell(assetId, { endpoint: 'batch-status', result });
      }
    });
    return single;
  }

  async #callEach<T>(subjects: readonly T[], { by, signal }: Bounds, call: (subject: T) => Promise<void>): Promise<void> {
    const callInTime = async (subject: T) => {
      if (!signal.aborted && this.#run.clock.now() < by) await call(subject);
    };
    await Promise.all(subjects.map((subject) => this.#gate(() => callInTime(subject))));
  }

  /** The verdict on a failure. One that every further request would meet ends the run at once. */
  #verdict(endpoint: Endpoint, result: Result<unknown>): Verdict | null {
    if (result.ok) return null;
    const verdict = verdictOn(endpoint, result.failure);
    if (verdict === 'stop') this.#run.stop.end({ kind: 'failure', failure: result.failure });
    return verdict;
  }
}
