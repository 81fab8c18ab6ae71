import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { playWorkflow, type Workflow } from './support/play-workflow.ts';
import { copyRepository, ownActions, repository } from './support/repository.ts';
import { parseOutputs } from './support/run-action.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (folder: string, file: string) => readFile(path.join(folder, file), 'utf8');
const { version: before } = JSON.parse(await read(root, 'package.json')) as { version: string };
const workflow = load(await read(root, '.github/workflows/release.yml')) as Workflow;
/** The release that the tests prepare: the next major version. */
const version = `${Number(before.split('.')[0]) + 1}.0.0`;
const tag = `v${version}`;

/** Writes down how it was called, and answers as the variables say. */
const fakeGh = (log: string) => `#!/usr/bin/env bash
printf '%s\\n' "$*" >>'${log}'
case "$*" in
  'release view'*) [ "\${HAS_RELEASE:-no}" = yes ] && printf '%s\\n' $ASSETS ;;
  'release create'* | 'release upload'*) cat "$4" >>'${log}' ;;
  *matching-refs*) printf '%s\\n' \${TAGS:-$TAG} ;;
  *git/ref/tags*) [ "\${HAS_MAJOR:-no}" = yes ] ;;
  *'--method '*) [ "\${REFUSES:-no}" != yes ] ;;
esac
`;
/** Installs, builds and tests nothing; other tests do. */
const fakeNpm = `#!/usr/bin/env bash
case "$*" in *sbom*) echo '{"bomFormat":"CycloneDX"}' ;; esac
`;

// The scripts are for Ubuntu; on Windows `bash` may be that of another system.
describe.skipIf(process.platform === 'win32')('a release', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  let temporary = '';
  let copy = '';
  let commands = '';
  let log = '';

  /** Runs a command in the copy, as npm runs its scripts: with this Node.js. */
  function run(command: string, ...args: readonly string[]) {
    const PATH = [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter);
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, encoding: 'utf8', env: { ...process.env, PATH } });
    return { status, stdout, stderr };
  }

  /** As CONTRIBUTING.md says, but for the build. */
  beforeAll(async () => {
    temporary = await mkdtemp(path.join(os.tmpdir(), 'release-'));
    copy = path.join(temporary, 'copy');
    commands = path.join(temporary, 'bin');
    log = path.join(temporary, 'gh.log');
    await mkdir(copy);
    await mkdir(commands);
    await writeFile(path.join(commands, 'gh'), fakeGh(log), { mode: 0o755 });
    await writeFile(path.join(commands, 'npm'), fakeNpm, { mode: 0o755 });
    await copyRepository(copy);
    const changelog = await read(copy, 'CHANGELOG.md');
    // Right after a release there is none.
    if (!changelog.includes('\n## Unreleased\n'))
      await writeFile(path.join(copy, 'CHANGELOG.md'), changelog.replace('\n## ', '\n## Unreleased\n\n### Added\n\n- News.\n\n## '));
    expect(run('npm', 'version', version, '--no-git-tag-version', '--ignore-scripts')).toMatchObject({ status: 0 });
    expect(run('node', '.ci/version.ts')).toEqual({ status: 0, stdout: '', stderr: '' });
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    expect(run('git', ...identity, 'commit', '--quiet', '--all', '--message', `Release ${version}`)).toMatchObject({ status: 0 });
  }, 60_000);
  beforeEach(() => writeFile(log, ''));
  afterAll(() => rm(temporary, { recursive: true, force: true }));

  /** What was asked of `gh`; where files are doesn't matter. */
  const readLog = async () => (await readFile(log, 'utf8')).replaceAll(/\S+\/(?=sbom\.cdx\.json)/g, '');
  const calls = async () => (await readLog()).split('\n').filter(Boolean);
  /** What the changelog has under the version. */
  const section = async () => (await read(copy, 'CHANGELOG.md')).split(/^## /m).find((text) => text.startsWith(`${version} - `)) ?? '';

  /** Runs a step of the release workflow as the runner does, with that `gh`. */
  async function runStep(id: string, env: Readonly<Record<string, string>>) {
    const script = Object.values(workflow.jobs)
      .flatMap(({ steps }) => steps)
      .find((step) => step.id === id)?.run;
    if (script === undefined) throw new Error(`release.yml has no script ${id}`);
    const output = path.join(temporary, 'output');
    await writeFile(output, '');
    await writeFile(path.join(temporary, 'script.sh'), script);
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', path.join(temporary, 'script.sh')], {
      cwd: copy,
      encoding: 'utf8',
      env: {
        PATH: [commands, path.dirname(process.execPath), process.env['PATH']].join(path.delimiter),
        GITHUB_OUTPUT: output,
        GH_REPO: repository,
        TAG: tag,
        RUNNER_TEMP: temporary,
        ...env,
      },
    });
    return { exitCode: status, said: stdout + stderr, outputs: parseOutputs(await readFile(output, 'utf8')), calls: await calls() };
  }

  test('has one version and date wherever they stand', async () => {
    const { packages, ...lock } = JSON.parse(await read(copy, 'package-lock.json')) as {
      version: string;
      packages: Record<string, object>;
    };
    expect([lock.version, packages['']]).toEqual([version, expect.objectContaining({ version })]);
    expect(await read(copy, 'src/step/version.ts')).toContain(`version = '${version}'`);
    for (const readme of ['README.md', 'README.zh-CN.md']) expect(await read(copy, readme)).toContain(`commit SHA> # ${tag}`);
    expect(await section()).toMatch(/^\S+ - \d{4}-\d\d-\d\d\n/);
    expect(await read(copy, 'CHANGELOG.md')).not.toContain('Unreleased');
  });

  test('is not prepared without changes, or for a version of another form', async () => {
    expect(run('node', '.ci/version.ts')).toMatchObject({ status: 1, stderr: expect.stringContaining('CHANGELOG.md has nothing') });
    const manifest = await read(copy, 'package.json');
    await writeFile(path.join(copy, 'package.json'), manifest.replace(version, '9.0.0-beta.1'));
    expect(run('node', '.ci/version.ts')).toMatchObject({ status: 1, stderr: expect.stringContaining('not 9.0.0-beta.1') });
    expect(run('git', 'checkout', '--quiet', '.')).toMatchObject({ status: 0 });
  });

  test('goes from the tag to its notes and the major tag', async () => {
    const github = { ref_name: tag, repository, token: 'a token' };
    const played = await playWorkflow(workflow, { secrets: {}, origin: '', workspace: copy, github, commands });
    for (const step of played) expect(step).toMatchObject({ exitCode: 0 });
    expect(new Set(played.map(({ job }) => job))).toEqual(new Set(Object.keys(workflow.jobs)));
    const notes = (await section()).replace(/^.*\n/, '').trimEnd();
    // The first one introduces both actions.
    if (before === '0.0.0') for (const action of Object.values(ownActions)) expect(notes).toContain(`\`uses: ${action}\``);
    expect(await readLog()).toContain(
      `\nrelease create ${tag} sbom.cdx.json --verify-tag --title ${tag} --notes ${notes}\n{"bomFormat":"CycloneDX"}\n`,
    );
    const head = run('git', 'rev-parse', 'HEAD').stdout.trim();
    expect((await calls()).at(-1)).toMatch(new RegExp(`^api --method POST .* ref=refs/tags/v${version.split('.')[0]} -f sha=${head}$`));
  });

  test('has an SBOM with the packages that are in dist/, and no other', async () => {
    const { status, stdout } = run('npm', 'run', '--silent', 'sbom');
    expect(status).toBe(0);
    const { packages } = JSON.parse(await read(copy, 'package-lock.json')) as { packages: Record<string, { version: string }> };
    const names = (await read(copy, 'dist/licenses.txt')).split(`\n${'-'.repeat(80)}\n\n`).map((text) => text.split('\n', 1)[0]);
    const inDist = names.map((name) => `${name}@${packages[`node_modules/${name}`]?.version}`);
    const bom = JSON.parse(stdout) as {
      metadata: { component: { name: string; version: string } };
      components: { name: string; version: string }[];
      dependencies: { ref: string; dependsOn: string[] }[];
    };
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: expect.any(String),
      serialNumber: expect.stringMatching(/^urn:uuid:/),
    });
    expect(bom.metadata.component).toMatchObject({ name: 'seedance-realperson-action', version });
    expect(bom.components.map((component) => `${component.name}@${component.version}`)).toEqual(inDist);
    const refs = [`seedance-realperson-action@${version}`, ...inDist];
    expect(bom.dependencies.map(({ ref }) => ref).sort()).toEqual(refs.toSorted());
    for (const { dependsOn } of bom.dependencies) expect(refs).toEqual(expect.arrayContaining(dependsOn));
  });

  test.each(['v999.0.0', 'v1.0.0-beta.1', 'v1.0.0.0', 'nightly'])('is refused for the tag %s', async (other) => {
    const { exitCode, said, outputs } = await runStep('release', { TAG: other });
    expect({ exitCode, said, outputs }).toEqual({ exitCode: 1, said: expect.stringMatching(/^::error title=/), outputs: {} });
  });

  test.each([
    ['no section in the changelog', `## ${version} - `, '## 0.0.1 - '],
    ['changes that no version has', `## ${version} - `, `## Unreleased\n\n- More.\n\n## ${version} - `],
  ])('is refused with %s', async (_, text, replacement) => {
    const changelog = await read(copy, 'CHANGELOG.md');
    await writeFile(path.join(copy, 'CHANGELOG.md'), changelog.replace(text, replacement));
    const { exitCode, said, outputs } = await runStep('release', {});
    await writeFile(path.join(copy, 'CHANGELOG.md'), changelog);
    expect({ exitCode, said, outputs }).toEqual({ exitCode: 1, said: expect.stringMatching(/^::error title=/), outputs: {} });
  });

  test('is created once, and completed when the job runs again', async () => {
    const sbom = { NOTES: 'what is new', SBOM: '{}' };
    const first = await runStep('create', sbom);
    expect(first.calls.slice(-2)).toEqual([`release create ${tag} sbom.cdx.json --verify-tag --title ${tag} --notes what is new`, '{}']);
    const edit = `release edit ${tag} --draft=false --title ${tag} --notes what is new`;
    const again = await runStep('create', { ...sbom, HAS_RELEASE: 'yes', ASSETS: 'other sbom.cdx.json' });
    expect(again.calls.slice(-2)).toEqual([expect.stringMatching(/^release view/), edit]);
    const brokenOff = await runStep('create', { ...sbom, HAS_RELEASE: 'yes', ASSETS: '' });
    expect(brokenOff.calls.slice(-3)).toEqual([`release upload ${tag} sbom.cdx.json`, '{}', edit]);
    expect([first.exitCode, again.exitCode, brokenOff.exitCode]).toEqual([0, 0, 0]);
  });

  test('makes the major tag, and later moves it', async () => {
    const base = `repos/${repository}/git/refs`;
    const made = await runStep('move', { TAG: 'v3.0.0', TAGS: 'v3.0.0', COMMIT: commit });
    expect(made.calls.at(-1)).toBe(`api --method POST ${base} -f ref=refs/tags/v3 -f sha=${commit}`);
    const moved = await runStep('move', { TAG: 'v3.10.0', TAGS: 'v3.9.1 v3.10.0 v3.0.0 v3.11.0-rc.1', COMMIT: commit, HAS_MAJOR: 'yes' });
    expect(moved.calls.at(-1)).toBe(`api --method PATCH ${base}/tags/v3 -F force=true -f sha=${commit}`);
    expect([made.exitCode, moved.exitCode]).toEqual([0, 0]);
  });

  test('leaves the major tag at a newer version', async () => {
    const { exitCode, calls } = await runStep('move', { TAG: 'v3.9.2', TAGS: 'v3.9.2 v3.10.0', COMMIT: commit, HAS_MAJOR: 'yes' });
    expect({ exitCode, writes: calls.filter((call) => call.includes('--method')) }).toEqual({ exitCode: 0, writes: [] });
  });

  test('fails, and says how to go on, where GitHub refuses to move the tag', async () => {
    const { exitCode, said } = await runStep('move', { COMMIT: commit, HAS_MAJOR: 'yes', REFUSES: 'yes' });
    expect({ exitCode, said }).toEqual({ exitCode: 1, said: expect.stringContaining(`git push --force origin ${commit}:refs/tags/v`) });
  });
});
