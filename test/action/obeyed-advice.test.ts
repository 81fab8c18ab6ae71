import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Behaviour, FakeJimmyAi, json, page, refusal, rewritten, usual } from '../support/fake-jimmyai.ts';
import { type Item, type Means, obey, obeyAboutVideo } from '../support/obedient.ts';
import { repository } from '../support/repository.ts';
import { type StepOptions, type StepResult, startAction } from '../support/run-action.ts';

// Whoever obeys each message to the letter gets there, without a second asset of anybody or a second video.

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'obeyed-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** As on GitHub, where links follow what to do. */
const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: 'v1' };
const maxRuns = 5;
const limits = { timeout: '60s', 'poll-interval': '200ms' };
/** Where the deadline is the end. */
const brief = { timeout: '8s', 'poll-interval': '1s' };

/** What goes wrong during the first run. */
interface Fault {
  readonly spoil: (service: FakeJimmyAi) => void;
  readonly limits?: typeof limits;
  /** The signal that ends the first run at this request. */
  readonly end?: { readonly at: 'submit' | 'status' | 'create' | 'query'; readonly signal: NodeJS.Signals };
}

/** The same response, where the service has made what was asked for. */
const made = (behaviour: Behaviour): Behaviour => ({
  accepts: true,
  answer: (exchange) => {
    exchange.usual();
    behaviour.answer(exchange);
  },
});

/** Responds so to what concerns Bob, and as usual to all else. */
const aboutBob = (behaviour: Behaviour): Behaviour => ({
  accepts: behaviour.accepts,
  answer: (exchange) => (JSON.stringify(exchange.request.body).includes('"Bob"') ? behaviour : usual).answer(exchange),
});

const doubts: Readonly<Record<string, Behaviour>> = {
  'a gateway that gives up': page(504),
  'code -1': refusal(-1, ''),
};
const refusals: Readonly<Record<string, Behaviour>> = {
  'a rejection': refusal(20002, '参数错误'),
  'a service that is busy': page(429, ''),
  'a refused key': refusal(20001, ''),
  'an exhausted balance': refusal(20003, '余额不足'),
};
const inAnError = (data: object) => ({ code: -1, msg: '', data });

/** The faults of the endpoint that makes something. */
function faultsOf(endpoint: 'submit' | 'create', idName: string): readonly (readonly [string, Fault])[] {
  const spoil = (behaviour: Behaviour) => (service: FakeJimmyAi) =>
    void service.always(endpoint, endpoint === 'submit' ? aboutBob(behaviour) : behaviour);
  return [
    ...Object.entries(doubts).flatMap(([name, behaviour]): readonly (readonly [string, Fault])[] => [
      [`${name}, and it was made`, { spoil: spoil(made(behaviour)) }],
      [`${name}, and nothing was made`, { spoil: spoil({ ...behaviour, accepts: false }) }],
    ]),
    ['an error with an ID, and it was made', { spoil: spoil(rewritten(inAnError)) }],
    ['an error with a wrong ID, and it was made', { spoil: spoil(made(json(inAnError({ [idName]: 'none-1' })))), limits: brief }],
    ['an error with an ID, and nothing was made', { spoil: spoil(json(inAnError({ [idName]: 'none-1' }))), limits: brief }],
    ...Object.entries(refusals).map(([name, behaviour]) => [name, { spoil: spoil(behaviour) }] as const),
  ];
}

const about = (name: string, told: object) => (service: FakeJimmyAi) => {
  const { tell } = service;
  service.tell = (asset) => (asset.name === name && !asset.url.includes('-2') ? { status: 'Processing', ...told } : tell(asset));
};

/** On Windows, SIGTERM leaves a process no time for a message. */
const onUnix = (fault: readonly [string, Fault]) => (process.platform === 'win32' ? [] : [fault]);

const portraitFaults: readonly (readonly [string, Fault])[] = [
  ...faultsOf('submit', 'asset_id'),
  ['a portrait that takes long', { spoil: about('Bob', {}), limits: brief }],
  ['checks that fail', { spoil: (service) => void service.always('status', page(500)).always('batch-status', page(500)), limits: brief }],
  ['a rejected image', { spoil: about('Bob', { status: 'Failed', error: '人脸不清晰' }) }],
  ['a deleted asset', { spoil: about('Bob', { status: 'Deleted' }) }],
  ...onUnix(['a job that is cancelled', { spoil: about('Bob', {}), end: { at: 'status', signal: 'SIGTERM' } }]),
];

/** A step that was killed leaves no message, but the next one has one. */
const killed: readonly (readonly [string, Fault])[] = ['it was made', 'nothing was made'].map((whether) => [
  `a step that is killed, and ${whether}`,
  {
    spoil: (service) => {
      const silence: Behaviour = { accepts: true, answer: () => {} };
      service.always('submit', aboutBob(whether === 'it was made' ? made(silence) : silence));
    },
    end: { at: 'submit', signal: 'SIGKILL' },
  },
]);

const memories = ['no state file', 'a state file'] as const;
const counts = ['one', 'a list'] as const;
const scenarios = memories.flatMap((memory) =>
  counts.flatMap((count) =>
    [...portraitFaults, ...(memory === 'a state file' ? killed : [])].flatMap(([name, fault]) =>
      (memory === 'a state file' && fault.limits !== undefined ? (['state-file', 'asset-id'] as const) : (['asset-id'] as const)).map(
        (choice) => ({ name, fault, memory, count, choice }),
      ),
    ),
  ),
);

/** Runs once with the fault, and then as the messages say, until a run succeeds. */
async function getThere(fault: Fault, run: (limits: Record<string, string>, end: Fault['end']) => Promise<boolean>, well: () => void) {
  if (await run(fault.limits ?? limits, fault.end)) return;
  well();
  for (let runs = 2; runs <= maxRuns; runs += 1) if (await run(limits, undefined)) return;
  throw new Error(`not there after ${maxRuns} runs`);
}

/** Runs a step to its end, or to the signal at its `count`-th request of the kind. */
async function runUntil(
  end: Fault['end'],
  count: number,
  service: FakeJimmyAi,
  inputs: Readonly<Record<string, string>>,
  options: StepOptions,
): Promise<StepResult> {
  const step = await startAction({ 'base-url': service.origin, ...inputs }, { ...options, env });
  if (end !== undefined) void service.requested(end.at, count).then(() => step.process.kill(end.signal));
  return step.result;
}

/** Lets the entries look as if they were written a while ago: whoever asks support takes longer than a minute. */
async function ageEntries(stateFile: string): Promise<void> {
  const state = JSON.parse(await readFile(stateFile, 'utf8'));
  for (const entry of state.assets) entry.since = new Date(Date.parse(entry.since) - 120_000).toISOString();
  await writeFile(stateFile, JSON.stringify(state));
}

describe.concurrent('a person who obeys the messages about portraits', () => {
  test.each(scenarios)('submits nobody twice and gets all Active: $name, $count, $memory, by $choice', async (scenario) => {
    const { fault, memory, count, choice } = scenario;
    const service = await FakeJimmyAi.start();
    fault.spoil(service);
    const workspace = await mkdtemp(path.join(folder, 'step-'));
    const stateFile = memory === 'a state file' ? path.join(workspace, 'state.json') : null;
    const idOf = (name: string) => [...service.assets.values()].find((asset) => asset.name === name)?.id ?? null;
    const original = (name: string): Item => ({ name, url: `https://example.com/${name}.jpg` });
    const means: Means = { askSupport: idOf, stateFile, choice, original };
    const names = count === 'one' ? ['Bob'] : ['Ada', 'Bob', 'Cy'];
    let items: readonly Item[] = names.map(original);
    const deleted = new Set<string>();

    await getThere(
      fault,
      async (given, end) => {
        const [only] = items;
        const inputs = count === 'one' && only !== undefined ? only : { portraits: JSON.stringify(items) };
        const memoryInput = stateFile === null ? {} : { 'state-file': 'state.json' };
        const result = await runUntil(end, names.length, service, { ...given, ...inputs, ...memoryInput }, { workspace });
        if (result.exitCode === 0) return true;
        if (end?.signal !== 'SIGKILL') items = await obey(result, items, means);
        if (stateFile !== null && existsSync(stateFile)) await ageEntries(stateFile);
        return false;
      },
      () => {
        for (const asset of service.assets.values()) if (service.tell(asset).status === 'Deleted') deleted.add(asset.id);
        service.recover();
        service.tell = ({ id }) => ({ status: 'Active', asset_ref: `asset://${id}` });
      },
    );
    await service.stop();

    const kept = [...service.assets.values()].filter(({ id }) => !deleted.has(id));
    const pictures = kept.map(({ name, url }) => `${name} ${url}`);
    expect(pictures.toSorted()).toEqual([...new Set(pictures)].toSorted());
    expect(new Set(kept.map(({ name }) => name))).toEqual(new Set(names));
  });
});

const videoFaults: readonly (readonly [string, Fault])[] = [
  ...faultsOf('create', 'task_id'),
  ['a video that takes long', { spoil: ({ videos }) => void Object.assign(videos, { processing: 3_600_000 }), limits: brief }],
  ['queries that fail', { spoil: (service) => void service.always('query', page(500)), limits: brief }],
  [
    'a video without a link',
    { spoil: ({ videos }) => void Object.assign(videos, { tell: () => ({ status: 'completed' }) }), limits: brief },
  ],
  ['a download that fails', { spoil: (service) => void service.always('download', page(403)), limits: brief }],
  ...onUnix([
    'a job that is cancelled',
    { spoil: ({ videos }) => void Object.assign(videos, { processing: 3_600_000 }), end: { at: 'query', signal: 'SIGTERM' } },
  ]),
];

describe.concurrent('a person who obeys the messages about a video', () => {
  test.each(videoFaults)('pays for one video and gets it: %s', async (_, fault) => {
    const service = await FakeJimmyAi.start();
    service.addAsset('asset-0001');
    const { tell } = service.videos;
    fault.spoil(service);
    const workspace = await mkdtemp(path.join(folder, 'step-'));
    const findTask = () => [...service.videos.tasks.keys()][0] ?? null;
    const described = { prompt: 'She waves.', images: 'asset://asset-0001' };
    let inputs: Readonly<Record<string, string>> = described;

    await getThere(
      fault,
      async (given, end) => {
        const result = await runUntil(end, 1, service, { ...given, ...inputs }, { action: 'video', workspace });
        if (result.exitCode === 0) return true;
        inputs = obeyAboutVideo(result, inputs, described, findTask);
        return false;
      },
      () => {
        service.recover();
        Object.assign(service.videos, { processing: 0, tell });
      },
    );
    await service.stop();

    expect(service.videos.tasks.size).toBe(1);
    expect(service.count('download')).toBeGreaterThan(0);
  });
});
