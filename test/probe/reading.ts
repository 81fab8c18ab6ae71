import { Api, type Bounds } from '../../src/jimmyai/api.ts';
import { JimmyAiClient } from '../../src/jimmyai/client.ts';
import { type Failure, saysNoEndpoint, saysUnknown, verdictOn } from '../../src/jimmyai/failure.ts';
import { commonAdviceOn } from '../../src/jimmyai/failure-advice.ts';
import { JimmyAiVideoClient } from '../../src/jimmyai/video-client.ts';
import { field } from '../../src/step/json.ts';
import { codeSpan } from '../../src/step/markdown.ts';
import { check, describeFailure, type Probe, type Row } from './expectation.ts';

const readTimeoutMs = 30_000;

// Nothing of the sort exists. The action takes them for an asset ID, a task ID and an API key.
const madeUpAssetId = 'asset-made-up-by-the-probe';
const madeUpTaskId = 'task-made-up-by-the-probe';
const madeUpToken = 'sk_made_up_by_the_probe';

/** How long a call may take that only reads. */
export function readBounds({ clock, cancellation }: Probe): Bounds {
  return { deadline: clock.now() + readTimeoutMs, signal: cancellation.stopping };
}

/** Makes the calls that only read, all at once, each as the first one of a run. */
export async function readAll(probe: Probe): Promise<readonly Row[]> {
  const checked = await Promise.all([
    checkAccount(probe),
    checkKey(probe),
    checkStatus(probe),
    checkBatchStatus(probe),
    checkQuery(probe),
    checkUnknownPath(probe),
    checkWrongKey(probe),
  ]);
  return checked.map(({ row }) => row);
}

const checkAccount = (probe: Probe) =>
  check(
    {
      call: '`user/balance`',
      expected: 'success with `used_coin` and `available`',
      ask: (options) => new JimmyAiVideoClient(options).balance(readBounds(probe)),
      judge: (result) => {
        if (!result.ok) return { verdict: describeFailure(result.failure, null), holds: false };
        const { usedCoin, available } = result.value;
        const missing = [...(usedCoin === null ? ['`used_coin`'] : []), ...(available === null ? ['`available`'] : [])];
        return { verdict: missing.length === 0 ? 'success' : `success without ${missing.join(' and ')}`, holds: missing.length === 0 };
      },
    },
    probe,
  );

const checkKey = (probe: Probe) =>
  check(
    {
      call: '`key/balance`',
      expected: 'success with `used_quota`',
      ask: (options) => get('/api/open-api/v1/key/balance', new Api(options), probe),
      judge: (result) => {
        if (!result.ok) return { verdict: describeFailure(result.failure, null), holds: false };
        const holds = field(result.value.data, 'used_quota') !== undefined;
        return { verdict: holds ? 'success' : 'success without `used_quota`', holds };
      },
    },
    probe,
  );

const checkStatus = (probe: Probe) =>
  check(
    {
      call: '`status` of a made-up asset ID',
      expected: 'JimmyAI reports the asset as unknown',
      ask: (options) => new JimmyAiClient(options).status(madeUpAssetId, readBounds(probe)),
      judge: (result) => {
        if (result.ok) return { verdict: `success: ${result.value.status.kind}`, holds: false };
        const { failure } = result;
        return { verdict: describeFailure(failure, codeSpan(verdictOn('status', failure))), holds: saysUnknown(failure) };
      },
    },
    probe,
  );

const checkBatchStatus = (probe: Probe) =>
  check(
    {
      call: '`batch-status` of a made-up asset ID',
      expected: 'success without the asset, or `one-by-one`',
      ask: (options) => new JimmyAiClient(options).batchStatus([madeUpAssetId], readBounds(probe)),
      judge: (result) => {
        if (!result.ok) {
          const verdict = verdictOn('batch-status', result.failure);
          return { verdict: describeFailure(result.failure, codeSpan(verdict)), holds: verdict === 'one-by-one' };
        }
        const holds = !result.value.has(madeUpAssetId);
        return { verdict: holds ? 'success without the asset' : 'success with the asset', holds };
      },
    },
    probe,
  );

const checkQuery = (probe: Probe) =>
  check(
    {
      call: 'query of a made-up task ID',
      expected: 'JimmyAI reports the task as `missing`',
      ask: (options) => new JimmyAiVideoClient(options).query(madeUpTaskId, readBounds(probe)),
      judge: (result) => {
        if (result.ok) return { verdict: `success: ${result.value.status.kind}`, holds: false };
        const verdict = verdictOn('query', result.failure);
        // A gateway’s page that says 404 has the same verdict.
        return { verdict: describeFailure(result.failure, codeSpan(verdict)), holds: verdict === 'missing' && saysUnknown(result.failure) };
      },
    },
    probe,
  );

const checkUnknownPath = (probe: Probe) =>
  check(
    {
      call: 'an unknown path',
      expected: '“Not the JimmyAI API”',
      ask: (options) => get('/api/open-api/v1/made-up-by-the-probe', new Api(options), probe),
      judge: (result) => {
        if (result.ok) return { verdict: 'success', holds: false };
        const { failure } = result;
        return { verdict: describeFailure(failure, titleOf(failure)), holds: saysNoEndpoint(failure) && wordOf(failure) === 'base-url' };
      },
    },
    probe,
  );

const checkWrongKey = (probe: Probe) =>
  check(
    {
      call: '`user/balance` with a made-up key',
      expected: '“JimmyAI rejected the API key”',
      ask: (options) => new JimmyAiVideoClient({ ...options, token: madeUpToken }).balance(readBounds(probe)),
      judge: (result) => {
        if (result.ok) return { verdict: 'success', holds: false };
        return { verdict: describeFailure(result.failure, titleOf(result.failure)), holds: wordOf(result.failure) === 'token' };
      },
    },
    probe,
  );

function get(path: string, api: Api, probe: Probe) {
  return api.call({ endpoint: 'balance', method: 'GET', path, body: { kind: 'none' }, sent: null }, readBounds(probe));
}

function titleOf(failure: Failure): string | null {
  const advice = commonAdviceOn(failure);
  return advice === null ? null : `“${advice.title}”`;
}

function wordOf(failure: Failure): string | null {
  return commonAdviceOn(failure)?.word ?? null;
}
