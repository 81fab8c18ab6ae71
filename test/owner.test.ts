import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { copyRepository, repository } from './support/repository.ts';

describe('npm run owner', () => {
  const name = repository.split('/')[1];
  /** Where the repository is not. */
  const other = 'another-account/another-name';
  let copy = '';
  beforeAll(async () => {
    copy = await mkdtemp(path.join(os.tmpdir(), 'owner-'));
    await copyRepository(copy);
  }, 60_000);
  afterEach(() => run('git', 'checkout', '--quiet', '.'));
  afterAll(() => rm(copy, { recursive: true, force: true }));

  function run(command: string, ...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, encoding: 'utf8' });
    return { status, stdout, stderr };
  }
  const owner = (...args: readonly string[]) => run(process.execPath, '.ci/owner.ts', ...args);
  /** How often each file has a text. */
  const places = (text: string) => run('git', 'grep', '--count', '--fixed-strings', text, '--', '.', ':!test/owner.test.ts').stdout;
  const changes = () => run('git', 'status', '--porcelain').stdout;

  test('writes the address wherever it stands, and leaves no placeholder', () => {
    const before = places(repository);
    expect(owner(other)).toMatchObject({ status: 0, stderr: '' });
    expect(places(other)).toBe(before);
    expect(places(repository)).toBe('');
    expect(run('git', 'grep', '--name-only', '--word-regexp', 'OWNER').stdout).toBe('.ci/owner.ts\ntest/owner.test.ts\n');
  });

  test('keeps the name of the repository if it is given an account alone', () => {
    expect(owner('another-account')).toMatchObject({ status: 0 });
    expect(places(`another-account/${name}`)).not.toBe('');
  });

  test('leaves pages, examples and workflows that pass their tests', () => {
    expect(owner(`${other}.v2`)).toMatchObject({ status: 0 });
    const vitest = path.join('node_modules', 'vitest', 'vitest.mjs');
    const titles = 'link and anchor|same sections|passes actionlint|is short|YAML|cast\\.yml|files in|is of the version|Marketplace';
    const { status, stdout, stderr } = run(process.execPath, vitest, 'run', 'test/docs.test.ts', 'test/workflows.test.ts', '-t', titles);
    expect({ status, stdout, stderr }).toMatchObject({ status: 0, stdout: expect.stringMatching(/Tests .*\d+ passed/) });
  });

  test('changes nothing the second time', () => {
    owner(other);
    const once = run('git', 'diff').stdout;
    expect(owner(other)).toMatchObject({ status: 0, stdout: `Every file has ${other} already.\n` });
    expect(run('git', 'diff').stdout).toBe(once);
  });

  test('moves the repository again, to another account and name', () => {
    const before = places(repository);
    owner(other);
    expect(owner('a-third-account/a-third-name')).toMatchObject({ status: 0 });
    expect([places('a-third-account/a-third-name'), places(other)]).toEqual([before, '']);
  });

  test.each([
    [[]],
    [['']],
    [['OWNER']],
    [['acme', 'portraits']],
    [['acme/portraits/video']],
    [['acme/']],
    [['/portraits']],
    [['-acme']],
    [['https://github.com/acme/portraits']],
    [['ac me']],
    [['acme/por$&traits']],
    [['acme/..']],
    [['acme/portraits.git']],
    [['a'.repeat(40)]],
  ])('refuses %j and changes nothing', (args) => {
    expect(owner(...args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('npm run owner -- ACCOUNT/NAME') });
    expect(changes()).toBe('');
  });

  test('refuses to leave a sentence about the placeholder that it doesn’t know', async () => {
    await writeFile(path.join(copy, 'SECURITY.md'), `${await readFile(path.join(copy, 'SECURITY.md'), 'utf8')}\nReplace \`OWNER\`.\n`);
    expect(owner('acme')).toMatchObject({ status: 2, stderr: expect.stringContaining('SECURITY.md') });
    expect(changes()).toBe(' M SECURITY.md\n');
  });
});
