import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { StateFile } from '../../../src/portrait/state-file.ts';
import { restoreState } from '../../../src/portrait/submit.ts';
import { newFolder } from '../../support/new-folder.ts';
import { runWith, silentObserver } from '../../support/portrait-builders.ts';
import { unhurried } from '../../support/unhurried.ts';

const key = 'a'.repeat(64);

/** A run that has recorded an asset ID in its state file, and the warnings of its end. */
async function finishedRun() {
  const file = path.join(await newFolder(), 'state.json');
  const stateFile = await StateFile.read(file);
  await stateFile.remember(key, 'asset-1', unhurried);
  const warnings: string[] = [];
  const observer = { ...silentObserver, warnOnce: (text: string) => void warnings.push(text) };
  const { run, clock, cancellation } = runWith({}, { stateFile, observer });
  return { file, cancellation, warnings, restore: () => clock.run(clock.hold(restoreState(run))) };
}

test('what a run has written is in the state file at its end, whatever happened to the file', async () => {
  const { file, warnings, restore } = await finishedRun();
  await rm(file);
  await restore();
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ assets: [{ key, asset_id: 'asset-1' }] });
  expect(warnings).toEqual([]);
});

test.each([
  ['is warned of', false],
  ['is not warned of once more if it has stopped the run', true],
])('a state file that can’t be checked %s', async (_, hasStopped) => {
  const { file, cancellation, warnings, restore } = await finishedRun();
  await rm(file);
  await mkdir(file);
  if (hasStopped) cancellation.stop({ kind: 'state-file', message: 'EISDIR' });
  await restore();
  expect(warnings).toEqual(hasStopped ? [] : [expect.stringMatching(/could not check .*Compare the state file with the output `assets`/)]);
});

test('a run without a state file has nothing to restore', async () => {
  const warnings: string[] = [];
  const { run, clock } = runWith({}, { stateFile: null, observer: { ...silentObserver, warnOnce: (text) => void warnings.push(text) } });
  await clock.run(restoreState(run));
  expect(warnings).toEqual([]);
});
