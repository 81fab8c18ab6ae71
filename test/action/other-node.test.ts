import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectInvalidInputs, expectSuccess } from '../support/expectations.ts';
import { FakeJimmyAi } from '../support/fake-jimmyai.ts';
import { videoBytes } from '../support/fake-videos.ts';
import { findOtherNode } from '../support/other-node.ts';
import { runAction, runVideoAction } from '../support/run-action.ts';

const found = findOtherNode();
const reason = 'reason' in found ? found.reason : null;
const node = 'path' in found ? found.path : '';
if (reason !== null) console.log(`not run on another Node.js: ${reason}`);

let workspace = '';
beforeAll(async () => {
  workspace = await mkdtemp(path.join(os.tmpdir(), 'other-node-'));
});
afterAll(() => rm(workspace, { recursive: true }));

describe.skipIf(reason !== null).concurrent(`on ${'version' in found ? `Node.js ${found.version}` : `another Node.js (${reason})`}`, () => {
  async function run(
    inputs: Record<string, string>,
    { action = runAction, prepare = () => {} }: { action?: typeof runAction; prepare?: (service: FakeJimmyAi) => void } = {},
  ) {
    const service = await FakeJimmyAi.start();
    prepare(service);
    const result = await action({ ...inputs, 'base-url': service.origin, 'poll-interval': '100ms' }, { node, workspace });
    await service.stop();
    expectClean(result);
    expect(service.mistakes).toEqual([]);
    return { service, result };
  }

  test('a portrait is submitted and awaited', async () => {
    const { result, service } = await run(
      { name: 'front', url: 'https://example.com/front.jpg' },
      {
        prepare: (service) => {
          service.tell = ({ checks }) => ({ status: checks < 3 ? 'Processing' : 'Active' });
        },
      },
    );
    expectSuccess(result);
    expect(service.accepted).toBe(1);
    expect(result.outputs).toMatchObject({ asset_id: 'asset-0001', asset_ref: 'asset://asset-0001', status: 'Active' });
    expect(result.summary).toContain('asset-0001');
  });

  test('several portraits are submitted once, whatever becomes of one of them', async () => {
    const file = path.join(workspace, 'state.json');
    const portraits = JSON.stringify(['a', 'b', 'c'].map((name) => ({ name, url: `https://example.com/${name}.jpg?X-Amz-Signature=1` })));
    const service = await FakeJimmyAi.start();
    service.tell = ({ name }) => (name === 'b' ? { status: 'Failed', error_message: '未检测到人脸' } : { status: 'Active' });
    const inputs = { portraits, 'state-file': file, 'base-url': service.origin };
    const first = await runAction(inputs, { node, workspace });
    service.tell = () => ({ status: 'Active' });
    const second = await runAction(inputs, { node, workspace });
    await service.stop();
    expectFailure(first, 'failed', { mentions: ['未检测到人脸'] });
    expectSuccess(second);
    expect(service.accepted).toBe(3);
    expect(JSON.parse(await readFile(file, 'utf8')).assets).toHaveLength(3);
  });

  test('an image is uploaded', async () => {
    await writeFile(path.join(workspace, 'face.png'), Buffer.from('\x89PNG\r\n\x1a\n and more', 'latin1'));
    const { result, service } = await run({ name: 'front', file: 'face.png' });
    expectSuccess(result);
    expect(service.uploads).toMatchObject([{ mime: 'image/png' }]);
    expect(service.accepted).toBe(1);
  });

  test('a video is created, awaited and downloaded', async () => {
    const { result, service } = await run(
      { images: 'asset://asset-1', prompt: 'The person waves.' },
      { action: runVideoAction, prepare: (service) => service.addAsset('asset-1') },
    );
    expectSuccess(result);
    expect(service.acceptedVideos).toBe(1);
    const content = await readFile(path.join(workspace, 'video.mp4'));
    expect(content.equals(videoBytes)).toBe(true);
    expect(result.outputs).toMatchObject({ sha256: createHash('sha256').update(content).digest('hex'), size: String(content.length) });
  });

  test('invalid inputs are all reported at once', async () => {
    const { result, service } = await run({ url: 'ftp://example.com/a.jpg', timeout: 'soon' });
    expectInvalidInputs(result, ['name', 'url', 'timeout']);
    expect(service.received).toEqual([]);
  });

  test('a dry run sends nothing', async () => {
    const { result, service } = await run({ name: 'front', url: 'https://example.com/front.jpg', 'dry-run': 'true' });
    expectSuccess(result);
    expect(service.received).toEqual([]);
  });
});
