import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectSuccess, type FailureWord } from '../support/expectations.ts';
import { type Endpoint as AnyEndpoint, FakeJimmyAi, hostOfRefusal, usual } from '../support/fake-jimmyai.ts';
import { faults, query, type Row } from '../support/faults.ts';
import { runAction } from '../support/run-action.ts';

type Endpoint = Exclude<AnyEndpoint, 'create' | 'query' | 'balance' | 'download'>;

/**
 * What the contract asks for in a column, and the word for the failure; `null` where the step succeeds. `uncertain` and `stop in
 * doubt`: the submission may have been accepted.
 */
type Outcome = 'stop' | 'stop in doubt' | 'fail' | 'uncertain' | 'try again' | 'not understood' | 'one by one';
type Cell = readonly [outcome: Outcome, word: FailureWord | null];

const oneByOne: Cell = ['one by one', null];
const notUnderstood: Cell = ['not understood', 'not-understood'];
const polledAgain: Cell = ['try again', 'timeout'];
const uploadedAgain: Cell = ['try again', 'upload'];
const possiblySubmitted: Cell = ['uncertain', 'possibly-submitted'];
const everywhere = (cell: Cell) => ({ submit: cell, upload: cell, status: cell, 'batch-status': cell });

const table: Readonly<Record<Row, Readonly<Record<Endpoint, Cell>>>> = {
  unauthorized: everywhere(['stop', 'token']),
  balance: everywhere(['stop', 'balance']),
  'balance reported': everywhere(['stop', 'balance']),
  'balance in doubt': { ...everywhere(['stop', 'balance']), submit: ['stop in doubt', 'possibly-submitted'] },
  rejected: { submit: ['fail', 'rejected'], upload: ['fail', 'upload'], status: ['fail', 'not-found'], 'batch-status': oneByOne },
  'rejected by a gateway': { submit: ['fail', 'rejected'], upload: ['fail', 'upload'], status: notUnderstood, 'batch-status': oneByOne },
  redirected: everywhere(['stop', 'base-url']),
  'no endpoint': { ...everywhere(['stop', 'base-url']), status: notUnderstood, 'batch-status': oneByOne },
  busy: { submit: ['try again', 'busy'], upload: uploadedAgain, status: polledAgain, 'batch-status': polledAgain },
  unavailable: { submit: ['try again', 'busy'], upload: uploadedAgain, status: polledAgain, 'batch-status': polledAgain },
  'server error': { submit: ['try again', 'busy'], upload: uploadedAgain, status: polledAgain, 'batch-status': polledAgain },
  ambiguous: { submit: possiblySubmitted, upload: uploadedAgain, status: polledAgain, 'batch-status': polledAgain },
  incomplete: { submit: possiblySubmitted, upload: uploadedAgain, status: notUnderstood, 'batch-status': notUnderstood },
  unexpected: { submit: possiblySubmitted, upload: ['fail', 'upload'], status: notUnderstood, 'batch-status': notUnderstood },
};

/** The output `status` where the asset is there and its check meets the fault. */
const statusAfter: Readonly<Partial<Record<Outcome, string>>> = {
  stop: 'Processing',
  fail: 'Failed',
  'try again': 'Processing',
  'not understood': 'Failed',
  'one by one': 'Active',
};

const endpoints: readonly Endpoint[] = ['submit', 'upload', 'status', 'batch-status'];
const cells = faults.flatMap(({ row, name, behaviour, hangs = false }) =>
  endpoints.map((endpoint) => {
    const [outcome, word] = table[row][endpoint];
    return { row, name, behaviour, hangs, endpoint, outcome, word };
  }),
);
// Where no request gets through: before the connection is made, or right after it.
const connectionFaults = (['refused', 'closed'] as const).flatMap((manner) => endpoints.map((endpoint) => ({ manner, endpoint })));
// What passes must not have left a trace: the same cells again, with a single fault.
const passing = cells.filter(({ outcome }) => outcome === 'try again' || outcome === 'not understood');

const url = `https://example.com/portrait.jpg?${query}#${query}`;
// Where the deadline is the end. Enough for the first requests, however busy the machine is: time starts when the process has started.
const short = { timeout: '10s', 'poll-interval': '1s' };
const ample = { timeout: '90s', 'poll-interval': '100ms' };

let workspace = '';
beforeAll(async () => {
  workspace = await mkdtemp(path.join(os.tmpdir(), 'workspace-'));
  await writeFile(path.join(workspace, 'portrait.png'), Buffer.from('\x89PNG\r\n\x1a\n and more', 'latin1'));
});
afterAll(async () => {
  await rm(workspace, { recursive: true });
  console.log(`fault matrix: ${cells.length + passing.length + connectionFaults.length} cells, ${faults.length + 2} faults`);
});

/** The inputs of a step that comes to `endpoint`. */
function inputsFor(endpoint: Endpoint, service: FakeJimmyAi, limits: Record<string, string>): Record<string, string> {
  const common = { 'base-url': service.origin, ...limits };
  switch (endpoint) {
    case 'upload':
      return { ...common, name: 'front', file: 'portrait.png' };
    case 'batch-status':
      // Both are there before the first poll, else each would be asked for alone.
      return { ...common, 'poll-interval': '1s', portraits: JSON.stringify(['front', 'left'].map((name) => ({ name, url }))) };
    default:
      return { ...common, name: 'front', url };
  }
}

describe.concurrent('a fault that stays', () => {
  test.each(cells)('$endpoint, $row: $name → $outcome', async ({ behaviour, hangs, endpoint, outcome, word }) => {
    const isCheck = endpoint === 'status' || endpoint === 'batch-status';
    const service = await FakeJimmyAi.start();
    if (endpoint === 'batch-status') service.answerTogether(2);
    service.always(endpoint, behaviour);
    // What hangs takes all the time there is, and polling again ends with it.
    const limits = hangs || (isCheck && outcome === 'try again') ? short : ample;
    const result = await runAction(inputsFor(endpoint, service, limits), { workspace });
    await service.stop();

    expectClean(result, [query]);
    expect(service.mistakes).toEqual([]);
    if (word === null) expectSuccess(result);
    else {
      expectFailure(result, word);
      expect(result.outputs['asset_ref']).toBeUndefined();
    }

    if (isCheck) {
      const submits = endpoint === 'batch-status' ? 2 : 1;
      expect(service.accepted).toBe(submits);
      expect(service.count('submit')).toBe(submits);
      const ids = [...service.assets.keys()];
      if (submits === 1) expect(result.outputs['asset_id']).toBe(ids[0]);
      for (const id of ids) expect(result.outputs['assets']).toContain(`"${id}"`);
      // Which portrait it is about, and how to find it again.
      if (word !== null && outcome !== 'stop') for (const id of ids) expect(result.errors[0]?.message).toContain(id);
      expect(result.outputs['status']).toBe(statusAfter[outcome]);
      if (outcome === 'not understood') expect(service.count(endpoint)).toBe(5);
      if (outcome === 'try again') expect(service.count(endpoint)).toBeGreaterThan(1);
    } else {
      expect(service.count(endpoint)).toBe(outcome === 'try again' && !hangs ? 5 : 1);
      // At most once, unless it certainly was not taken.
      expect(service.count('submit')).toBe(endpoint === 'submit' ? service.count(endpoint) : 0);
      expect(service.accepted).toBe(word === 'possibly-submitted' ? 1 : 0);
      expect(result.outputs).toMatchObject({ status: 'Failed', asset_refs: '[]' });
      expect(result.outputs['asset_id']).toBeUndefined();
    }
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
    const inputs = inputsFor(endpoint, service, isCheck ? short : ample);
    if (isCheck) {
      // Each answer is read to its end before the connections go.
      let closedSockets = 0;
      service.always('submit', {
        accepts: true,
        answer: (exchange) => {
          usual.answer(exchange);
          exchange.socket.on('close', () => {
            closedSockets += 1;
            if (closedSockets === submits) spoil();
          });
        },
      });
    } else spoil();
    const result = await runAction(inputs, { workspace });
    await service.stop();

    expectClean(result, [query]);
    expect(service.accepted).toBe(isCheck ? submits : 0);
    if (isCheck) {
      expectFailure(result, 'timeout', { mentions: [...service.assets.keys()] });
      for (const id of service.assets.keys()) expect(result.outputs['assets']).toContain(`"${id}"`);
    } else if (endpoint === 'submit' && manner === 'closed') {
      expectFailure(result, 'possibly-submitted');
      expect(service.connections).toBe(1);
    } else {
      expectFailure(result, endpoint === 'submit' ? 'unreachable' : 'upload');
      if (manner === 'closed') expect(service.connections).toBe(5);
    }
  });
});

describe.concurrent('a fault that passes', () => {
  test.each(passing)('$endpoint, $row: $name, then as usual', async ({ behaviour, endpoint }) => {
    const service = await FakeJimmyAi.start();
    if (endpoint === 'batch-status') service.answerTogether(2);
    service.next(endpoint, behaviour);
    // A silent request is given up after 30 s.
    const result = await runAction(inputsFor(endpoint, service, ample), { workspace });
    await service.stop();

    expectClean(result, [query]);
    expectSuccess(result);
    expect(service.mistakes).toEqual([]);
    expect(service.accepted).toBe(endpoint === 'batch-status' ? 2 : 1);
    expect(result.outputs['status']).toBe('Active');
  });
});
