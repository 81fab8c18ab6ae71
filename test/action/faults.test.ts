import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectSuccess, type FailureWord } from '../support/expectations.ts';
import { type Endpoint as AnyEndpoint, type Behaviour, FakeJimmyAi, page, type Received, refusal, usual } from '../support/fake-jimmyai.ts';
import { faults, query, type Row } from '../support/faults.ts';
import { runAction, type StepResult } from '../support/run-action.ts';

type Endpoint = Exclude<AnyEndpoint, 'create' | 'query' | 'balance' | 'download'>;
/** Where a fault is met. A given asset is what the first request of the run is about. */
type Column = Endpoint | 'status of a given asset';

/**
 * What the contract asks for in a column, and the word for the failure; `null` where the step succeeds. `uncertain` and `stop in
 * doubt`: the submission may have been accepted. `five`: five in a row are enough, else only the deadline is.
 */
type Outcome = 'stop' | 'stop in doubt' | 'fail' | 'uncertain' | 'try again' | 'not understood' | 'five' | 'one by one';
type Cell = readonly [outcome: Outcome, word: FailureWord | null];
type Cells = Readonly<Record<Column, Cell>>;

const oneByOne: Cell = ['one by one', null];
const notUnderstood: Cell = ['not understood', 'timeout'];
const polledAgain: Cell = ['try again', 'timeout'];
const uploadedAgain: Cell = ['try again', 'upload'];
const possiblySubmitted: Cell = ['uncertain', 'possibly-submitted'];
const notUploaded: Cell = ['fail', 'upload'];

const everywhere = (cell: Cell): Cells => ({
  submit: cell,
  upload: cell,
  status: cell,
  'batch-status': cell,
  'status of a given asset': cell,
});
const checks = (cell: Cell) => ({ status: cell, 'batch-status': cell, 'status of a given asset': cell });
/** What stops the run only as its first response: later it says nothing of the key, the address or the account. */
const atFirstContact = (cell: Cell): Cells => ({ ...everywhere(cell), status: notUnderstood, 'batch-status': notUnderstood });
const rejection = { submit: ['fail', 'rejected'], upload: notUploaded } as const;
const foreignRejection: Cells = { ...rejection, ...checks(notUnderstood), 'batch-status': oneByOne };
const elsewhere: Cells = { ...everywhere(['stop', 'base-url']), ...checks(notUnderstood), 'batch-status': oneByOne };
const later: Cells = { submit: ['try again', 'busy'], upload: uploadedAgain, ...checks(polledAgain) };

const table: Readonly<Record<Row, Cells>> = {
  unauthorized: everywhere(['stop', 'token']),
  'unauthorized by a page': atFirstContact(['stop', 'token']),
  balance: everywhere(['stop', 'balance']),
  'balance by a page': atFirstContact(['stop', 'balance']),
  'balance reported': everywhere(['stop', 'balance']),
  'balance reported by a page': atFirstContact(['stop', 'balance']),
  'balance in doubt': { ...everywhere(['stop', 'balance']), submit: ['stop in doubt', 'possibly-submitted'] },
  // What this run has just submitted may only be recorded late.
  rejected: { ...rejection, status: notUnderstood, 'batch-status': oneByOne, 'status of a given asset': ['fail', 'not-found'] },
  'rejected by the catch-all': { ...rejection, ...checks(polledAgain) },
  'rejected without a code': foreignRejection,
  'rejected by a page': foreignRejection,
  blocked: { ...everywhere(['stop', 'blocked']), ...checks(notUnderstood) },
  'blocked method': { ...everywhere(['stop', 'blocked']), ...checks(notUnderstood), 'batch-status': oneByOne },
  redirected: atFirstContact(['stop', 'base-url']),
  'not found': { ...elsewhere, 'status of a given asset': ['five', 'not-found'] },
  'no endpoint': elsewhere,
  busy: later,
  unavailable: later,
  ambiguous: { submit: possiblySubmitted, upload: uploadedAgain, ...checks(polledAgain) },
  incomplete: { submit: possiblySubmitted, upload: uploadedAgain, ...checks(notUnderstood) },
  unexpected: { submit: possiblySubmitted, upload: notUploaded, ...checks(notUnderstood) },
};

/** The output `status` where the asset is there and its check meets the fault. */
const statusAfter: Readonly<Partial<Record<Outcome, string>>> = {
  stop: 'Processing',
  fail: 'Failed',
  'try again': 'Processing',
  'not understood': 'Processing',
  five: 'Failed',
  'one by one': 'Active',
};

const endpoints: readonly Endpoint[] = ['submit', 'upload', 'status', 'batch-status'];
const columns: readonly Column[] = [...endpoints, 'status of a given asset'];
const cells = faults.flatMap(({ row, name, behaviour, hangs = false }) =>
  columns.map((column) => {
    const [outcome, word] = table[row][column];
    return { row, name, behaviour, hangs, column, outcome, word };
  }),
);
// Where no request gets through: before the connection is made, or right after it.
const connectionFaults = (['refused', 'closed'] as const).flatMap((manner) => endpoints.map((endpoint) => ({ manner, endpoint })));
// What passes must not have left a trace: the same cells again, with a single fault.
const passing = cells.filter(
  ({ column, outcome }) => column !== 'status of a given asset' && (outcome === 'try again' || outcome === 'not understood'),
);

const url = `https://example.com/portrait.jpg?${query}#${query}`;
// Where the deadline is the end. Enough for the first requests, however busy the machine is: time starts when the process has started.
const short = { timeout: '10s', 'poll-interval': '1s' };
const ample = { timeout: '90s', 'poll-interval': '100ms' };
const givenId = 'asset-77';

let workspace = '';
beforeAll(async () => {
  workspace = await mkdtemp(path.join(os.tmpdir(), 'workspace-'));
  await writeFile(path.join(workspace, 'portrait.png'), Buffer.from('\x89PNG\r\n\x1a\n and more', 'latin1'));
});
afterAll(async () => {
  await rm(workspace, { recursive: true });
  console.log(`fault matrix: ${cells.length + passing.length + connectionFaults.length} cells, ${faults.length + 2} faults`);
});

/** The inputs of a step that comes to `column`. */
function inputsFor(column: Column, service: FakeJimmyAi, limits: Record<string, string>): Record<string, string> {
  const common = { 'base-url': service.origin, ...limits };
  switch (column) {
    case 'status of a given asset':
      return { ...common, 'asset-id': givenId };
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
  test.each(cells)('$column, $row: $name → $outcome', async ({ behaviour, hangs, column, outcome, word }) => {
    const endpoint = column === 'status of a given asset' ? 'status' : column;
    const isCheck = endpoint === 'status' || endpoint === 'batch-status';
    const service = await FakeJimmyAi.start();
    if (column === 'status of a given asset') service.addAsset(givenId);
    if (endpoint === 'batch-status') service.answerTogether(2);
    service.always(endpoint, behaviour);
    // What hangs takes all the time there is, and polling again ends with it.
    const result = await runAction(inputsFor(column, service, hangs || word === 'timeout' ? short : ample), { workspace });
    await service.stop();

    expectClean(result, [query]);
    expect(service.mistakes).toEqual([]);
    if (word === null) expectSuccess(result);
    else {
      expectFailure(result, word);
      expect(result.outputs['asset_ref']).toBeUndefined();
    }

    if (isCheck) {
      const ids = [...service.assets.keys()];
      const submissions = column === 'status of a given asset' ? 0 : ids.length;
      expect(ids).toHaveLength(column === 'batch-status' ? 2 : 1);
      expect(service.accepted).toBe(submissions);
      expect(service.count('submit')).toBe(submissions);
      if (ids.length === 1) expect(result.outputs['asset_id']).toBe(ids[0]);
      for (const id of ids) expect(result.outputs['assets']).toContain(`"${id}"`);
      // Which portrait it is about, and how to find it again.
      if (word !== null && outcome !== 'stop') for (const id of ids) expect(result.errors[0]?.message).toContain(id);
      expect(result.outputs['status']).toBe(statusAfter[outcome]);
      if (outcome === 'stop' || outcome === 'fail') expect(service.count(endpoint)).toBe(1);
      if (outcome === 'five') expect(service.count(endpoint)).toBe(5);
      if (word === 'timeout') expect(service.count(endpoint)).toBeGreaterThan(1);
    } else {
      expect(service.count(endpoint)).toBe(outcome === 'try again' && !hangs ? 5 : 1);
      // At most once, unless it certainly was not taken.
      expect(service.count('submit')).toBe(endpoint === 'submit' ? service.count(endpoint) : 0);
      expect(service.accepted).toBe(word === 'possibly-submitted' ? 1 : 0);
      expect(result.outputs).toMatchObject({ status: 'Failed', asset_refs: '[]' });
      expect(result.outputs['asset_id']).toBeUndefined();
      if (endpoint === 'submit') expectTraced(result, service.received);
    }
  });
});

/** Each request has an ID of its own, and support finds the last one by what is said of it. */
function expectTraced({ errors, outputs, summary, log }: StepResult, received: readonly Received[]): void {
  const ids = received.map(({ headers }) => String(headers['x-request-id']));
  expect(new Set(ids).size).toBe(received.length);
  const id = ids.at(-1);
  expect(id).toMatch(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/);
  for (const text of [errors[0]?.message, outputs['assets'], summary, log.join('\n')]) {
    expect(text).toContain(id);
    expect(text).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  }
}

describe.concurrent('after an upload that JimmyAI answered', () => {
  test.each<readonly [string, Behaviour, FailureWord]>([
    ['HTTP 401 as a page', page(401), 'possibly-submitted'],
    ['HTTP 403 as a page', page(403), 'blocked'],
    ['HTTP 302', page(302, '', { location: 'https://api.example.com/' }), 'base-url'],
    ['code 20001', refusal(20001, ''), 'token'],
  ])('a submission that meets %s ends the run', async (_, behaviour, word) => {
    const service = (await FakeJimmyAi.start()).always('submit', behaviour);
    const result = await runAction(inputsFor('upload', service, ample), { workspace });
    await service.stop();
    expectClean(result);
    expectFailure(result, word);
    expect(service.received.map(({ endpoint }) => endpoint)).toEqual(['upload', 'submit']);
  });
});

describe.concurrent('a connection', () => {
  test.each(connectionFaults)('that is $manner before $endpoint', async ({ manner, endpoint }) => {
    const service = await FakeJimmyAi.start();
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
  test.each(passing)('$column, $row: $name, then as usual', async ({ behaviour, column }) => {
    const endpoint = column === 'status of a given asset' ? 'status' : column;
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
