import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { OutputFile } from '../../../src/step/output-file.ts';

describe('OutputFile', () => {
  async function outputFile(): Promise<string> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'outputs-'));
    const file = path.join(folder, 'output');
    await writeFile(file, '');
    vi.stubEnv('GITHUB_OUTPUT', file);
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    });
    return file;
  }

  /** The outputs in the order in which they stand in the file of the runner. */
  async function written(file: string): Promise<readonly string[]> {
    const text = await readFile(file, 'utf8');
    return [...text.matchAll(/^(\w+)<<(\S+)\n(.*)\n\2$/gm)].map(([, name, , value]) => `${name}=${value}`);
  }

  test('writes an output only when its value changes', async () => {
    const file = await outputFile();
    const writer = new OutputFile();
    writer.write(new Map(Object.entries({ asset_id: '', status: 'Processing' })));
    writer.write(new Map(Object.entries({ asset_id: 'asset-1', status: 'Processing' })));
    writer.write(new Map(Object.entries({ asset_id: 'asset-1', status: 'Active' })));
    expect(await written(file)).toEqual(['status=Processing', 'asset_id=asset-1', 'status=Active']);
    expect(writer.problem).toBeNull();
  });

  test('empties an output that had a value', async () => {
    const file = await outputFile();
    const writer = new OutputFile();
    writer.write(new Map([['asset_id', 'asset-1']]));
    writer.write(new Map([['asset_id', '']]));
    expect(await written(file)).toEqual(['asset_id=asset-1', 'asset_id=']);
  });

  test('does not throw if it can’t write, keeps the reason, and tries again', async () => {
    const file = await outputFile();
    const writer = new OutputFile();
    vi.stubEnv('GITHUB_OUTPUT', `${file}-missing`);
    writer.write(new Map([['asset_id', 'asset-1']]));
    expect(writer.problem).toContain('output-missing');
    vi.stubEnv('GITHUB_OUTPUT', file);
    writer.write(new Map([['asset_id', 'asset-1']]));
    expect(await written(file)).toEqual(['asset_id=asset-1']);
  });
});
