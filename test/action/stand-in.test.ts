import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectSuccess, type FailureWord } from '../support/expectations.ts';
import { runAction } from '../support/run-action.ts';

const script = path.resolve(import.meta.dirname, '../support/serve-fake.ts');

/** What a portrait comes to where the stand-in misbehaves so; `null`: it is ready all the same. */
const outcomes: Readonly<Record<string, FailureWord | null>> = {
  'late-records': null,
  'ids-elsewhere': null,
  gzip: null,
  'cut-off': 'possibly-submitted',
  crash: 'possibly-submitted',
  'catch-all': 'possibly-submitted',
};

/** The lines `name=value` of the file that the stand-in writes once it listens. */
async function connectionIn(file: string): Promise<Readonly<Record<string, string>>> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.endsWith('\n'))
      return Object.fromEntries(
        text
          .trim()
          .split('\n')
          .map((line) => line.split('=')),
      );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe.concurrent('the stand-in', () => {
  test('lists how it can misbehave', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--help']);
    expect(stdout.match(/^ {2}[\w-]+/gm)?.map((name) => name.trim())).toEqual(Object.keys(outcomes));
  });

  test.each(Object.entries(outcomes))('that misbehaves by %s is lived with', async (name, word) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'stand-in-'));
    const output = path.join(folder, 'output.txt');
    const service = spawn(process.execPath, [script, '--output', output, '--minutes', '2', '--misbehave', name], { stdio: 'inherit' });
    const { origin = '', token = '' } = await connectionIn(output);
    const result = await runAction({ name: 'front', url: 'https://example.com/front.jpg', 'base-url': origin, token });
    service.kill();
    await once(service, 'exit');
    await rm(folder, { recursive: true });
    expectClean(result);
    if (word === null) expectSuccess(result);
    else expectFailure(result, word);
  });

  test('that is told to misbehave in a way that it doesn’t know says which it knows', async () => {
    const run = promisify(execFile)(process.execPath, [script, '--output', 'x', '--misbehave', 'nicely']);
    await expect(run).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('late-records') });
  });
});
