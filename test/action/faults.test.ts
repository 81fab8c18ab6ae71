import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectSuccess } from '../support/expectations.ts';
import { type Endpoint as AnyEndpoint, FakeJimmyAi, hostOfRefusal, usual } from '../support/fake-jimmyai.ts';
import { faults, query, type Row } from '../support/faults.ts';
import { runAction } from '../support/run-action.ts';

type Endpoint = Exclude<AnyEndpoint, 'create' | 'query' | 'download'>;

/** What the contract asks for in a column. `uncertain` and `stop in doubt`: the submission may have been accepted. */
type Outcome = 'stop' | 'stop in doubt' | 'fail' | 'uncertain' | 'try again' | 'not understood' | 'one by one';

const table: Readonly<Record<Row, Readonly<Record<Endpoint, Outcome>>>> = {
  unauthorized: { submit: 'stop', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  balance: { submit: 'stop', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  'balance reported': { submit: 'stop', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  'balance in doubt': { submit: 'stop in doubt', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  rejected: { submit: 'fail', upload: 'fail', status: 'fail', 'batch-status': 'one by one' },
  'rejected by a gateway': { submit: 'fail', upload: 'fail', status: 'not understood', 'batch-status': 'one by one' },
  redirected: { submit: 'stop', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  'no endpoint': { submit: 'stop', upload: 'stop', status: 'not understood', 'batch-status': 'one by one' },
  busy: { submit: 'try again', upload: 'try again', status: 'try again', 'batch-status': 'try again' },
  unavailable: { submit: 'try again', upload: 'try again', status: 'try again', 'batch-status': 'try again' },
  'server error': { submit: 'try again', upload: 'try again', status: 'try again', 'batch-status': 'try again' },
  ambiguous: { submit: 'uncertain', upload: 'try again', status: 'try again', 'batch-status': 'try again' },
  incomplete: { submit: 'uncertain', upload: 'try again', status: 'not understood', 'batch-status': 'not understood' },
  unexpected: { submit: 'uncertain', upload: 'fail', status: 'not understood', 'batch-status': 'not understood' },
};

/** What the annotation must say: the cause, and what to do. */
const says: Readonly<Record<Row, RegExp>> = {
  unauthorized: /rejected the API key.*Check the secret behind `token`/s,
  balance: /exhausted.*Top up/s,
  'balance reported': /exhausted.*Top up/s,
  'balance in doubt': /exhausted.*Top up/s,
  rejected: /HTTP .*(?:Fix the reported problem|Check the image|asset-id)/s,
  'rejected by a gateway': /HTTP .*(?:Fix the reported problem|Check the image|asset-id)/s,
  redirected: /redirected.*base-url/s,
  'no endpoint': /HTTP 40[45].*base-url/s,
  busy: /HTTP .*(?:[Rr]un again|asset-id)/s,
  unavailable: /HTTP .*(?:[Rr]un again|asset-id)/s,
  'server error':
    /(?:reported a server error \(2 attempts\)|failed|could not be uploaded \(2 attempts\)): HTTP .*(?:[Rr]un again|asset-id)/s,
  ambiguous: /(?:last status check failed|could not be uploaded \(\d attempts?\)): \S.*(?:[Rr]un again|asset-id)/s,
  incomplete: /(?:no valid status \(5 attempts\)|could not be uploaded \(\d attempts?\)): \S.*(?:[Rr]un again|asset-id)/s,
  unexpected: /HTTP .*(?:[Rr]un again|asset-id|Nothing was submitted)/s,
};

const endpoints: readonly Endpoint[] = ['submit', 'upload', 'status', 'batch-status'];
const cells = faults.flatMap(({ row, name, behaviour, hangs = false }) =>
  endpoints.map((endpoint) => ({ row, name, behaviour, hangs, endpoint, outcome: table[row][endpoint] })),
);
// Where no request gets through: before the connection is made, or right after it.
const connectionFaults = (['refused', 'closed'] as const).flatMap((manner) => endpoints.map((endpoint) => ({ manner, endpoint })));
// What passes must not have left a trace: the same cells again, with a single fault.
const passing = cells.filter(({ outcome }) => outcome === 'try again' || outcome === 'not understood');

const url = `https://example.com/portrait.jpg?${query}#${query}`;
const timeout = 3000;
// For the start of a process on a busy machine; the step itself has a second.
const slack = 4000;

let workspace = '';
beforeAll(async () => {
  workspace = await mkdtemp(path.join(os.tmpdir(), 'workspace-'));
  await writeFile(path.join(workspace, 'portrait.png'), Buffer.from('\x89PNG\r\n\x1a\n and more', 'latin1'));
});
afterAll(async () => {
  await rm(workspace, { recursive: true });
  console.log(`fault matrix: ${cells.length + passing.length + connectionFaults.length} cells, ${faults.length + 2} faults`);
});

function inputsFor(endpoint: Endpoint, service: FakeJimmyAi): Record<string, string> {
  const common = { 'base-url': service.origin, timeout: `${timeout}ms`, 'poll-interval': '150ms' };
  switch (endpoint) {
    case 'upload':
      return { ...common, name: 'front', file: 'portrait.png' };
    case 'batch-status':
      return { ...common, portraits: JSON.stringify(['front', 'left'].map((name) => ({ name, url }))) };
    default:
      return { ...common, name: 'front', url };
  }
}

describe.concurrent('a fault that stays', () => {
  test.each(cells)('$endpoint, $row: $name → $outcome', async ({ row, behaviour, hangs, endpoint, outcome }) => {
    const service = await FakeJimmyAi.start();
    service.always(endpoint, behaviour);
    const result = await runAction(inputsFor(endpoint, service), { workspace });
    await service.stop();

    const several = endpoint === 'batch-status';
    const mayBeAccepted = outcome === 'uncertain' || outcome === 'stop in doubt';
    const submits = several ? 2 : 1;
    // What hangs takes all the time there is.
    const attempts = outcome === 'try again' && !hangs ? 2 : 1;
    expectClean(result, [query]);
    expect(service.mistakes).toEqual([]);
    expect(result.milliseconds).toBeLessThan(timeout + 1000 + slack);
    if (outcome === 'one by one') expectSuccess(result);
    else expectFailure(result, mayBeAccepted ? /[Pp]ossibly submitted: \S.*Don’t re-run yet.*Ask JimmyAI’s support whether/s : says[row]);
    if (outcome === 'stop in doubt') expectFailure(result, /Top up/);

    // At most once, unless it certainly was not taken.
    if (endpoint === 'submit') {
      expect(service.count('submit')).toBe(attempts);
      expect(service.accepted).toBe(mayBeAccepted ? 1 : 0);
      expect(result.outputs['failure'] === 'possibly-submitted').toBe(mayBeAccepted);
      expect(result.outputs).toMatchObject({ status: 'Failed', asset_refs: '[]' });
      expect(result.outputs['asset_id']).toBeUndefined();
    } else if (endpoint === 'upload') {
      expect(service.count('upload')).toBe(attempts);
      expect(service.count('submit')).toBe(0);
    } else {
      expect(service.accepted).toBe(submits);
      expect(service.count('submit')).toBe(submits);
      const ids = [...service.assets.keys()];
      if (!several) expect(result.outputs['asset_id']).toBe(ids[0]);
      for (const id of ids) expect(result.outputs['assets']).toContain(`"${id}"`);
      const status = {
        stop: 'Processing',
        fail: 'Failed',
        'try again': 'Processing',
        'not understood': 'Failed',
        'one by one': 'Active',
        uncertain: '',
        'stop in doubt': '',
      }[outcome];
      expect(result.outputs['status']).toBe(status);
      if (outcome === 'not understood') expect(service.count(endpoint)).toBe(5);
      if (outcome === 'try again') expect(service.count(endpoint)).toBeGreaterThan(1);
    }
    if (outcome !== 'one by one') expect(result.outputs['asset_ref']).toBeUndefined();
  });
});

describe.concurrent('a connection', () => {
  test.each(connectionFaults)('that is $manner before $endpoint', async ({ manner, endpoint }) => {
    const service = await FakeJimmyAi.start(manner === 'refused' ? { host: hostOfRefusal } : {});
    const spoil = () => {
      service.connectionsToClose = Number.POSITIVE_INFINITY;
      if (manner === 'refused') service.refuseConnections();
    };
    const submits = endpoint === 'batch-status' ? 2 : 1;
    const isCheck = endpoint === 'status' || endpoint === 'batch-status';
    const inputs = inputsFor(endpoint, service);
    if (isCheck) {
      service.always('submit', {
        accepts: true,
        answer: (exchange) => {
          usual.answer(exchange);
          exchange.response.on('close', () => service.accepted === submits && setTimeout(spoil, 50));
        },
      });
    } else spoil();
    const result = await runAction(inputs, { workspace });
    await service.stop();

    expectClean(result, [query]);
    expect(result.milliseconds).toBeLessThan(timeout + 1000 + slack);
    expect(service.accepted).toBe(isCheck ? submits : 0);
    if (isCheck) {
      expectFailure(result, /[Nn]ot ready after 3 s\. The last status check failed: \S.*asset-id/s);
      for (const id of service.assets.keys()) expect(result.outputs['assets']).toContain(`"${id}"`);
    } else if (endpoint === 'submit' && manner === 'closed') {
      expectFailure(result, /[Pp]ossibly submitted/);
      expect(service.connections).toBe(1);
    } else {
      expectFailure(
        result,
        endpoint === 'submit'
          ? /could not reach JimmyAI \(2 attempts\).*Nothing was submitted/
          : /could not be uploaded \(2 attempts\).*Nothing was submitted/,
      );
    }
  });
});

describe.concurrent('a fault that passes', () => {
  test.each(passing)('$endpoint, $row: $name, then as usual', async ({ behaviour, endpoint }) => {
    const service = await FakeJimmyAi.start();
    service.next(endpoint, behaviour);
    // A silent upload is given up after 30 s, a silent check for the last one.
    const inputs = { ...inputsFor(endpoint, service), ...(endpoint.includes('status') ? {} : { timeout: '50s' }) };
    const result = await runAction(inputs, { workspace });
    await service.stop();

    expectClean(result, [query]);
    expectSuccess(result);
    expect(service.mistakes).toEqual([]);
    expect(service.accepted).toBe(endpoint === 'batch-status' ? 2 : 1);
    expect(result.outputs['status']).toBe('Active');
  });
});
