import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectClean, expectFailure, expectSuccess } from '../support/expectations.ts';
import { FakeJimmyAi, fakeToken, json } from '../support/fake-jimmyai.ts';
import { runAction } from '../support/run-action.ts';

const png = Buffer.from(`\x89PNG\r\n\x1a\n${'pixels'.repeat(1000)}`, 'latin1');

let folder = '';
let workspace = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'files-'));
  workspace = path.join(folder, 'workspace');
  await mkdir(workspace);
  await writeFile(path.join(workspace, 'face.png'), png);
});
afterAll(() => rm(folder, { recursive: true }));

async function run(inputs: Record<string, string>, prepare: (service: FakeJimmyAi) => void = () => {}, nodeOptions: string[] = []) {
  const service = await FakeJimmyAi.start();
  prepare(service);
  const result = await runAction({ 'base-url': service.origin, name: 'front', ...inputs }, { workspace, nodeOptions });
  await service.stop();
  expectClean(result, ['s3cr3tsignature']);
  expect(service.mistakes).toEqual([]);
  return { service, result };
}

test('a file is uploaded, and its URL submitted', async () => {
  const { service, result } = await run({ file: 'face.png' });
  expectSuccess(result);
  const sha256 = createHash('sha256').update(png).digest('hex');
  expect(service.uploads).toEqual([{ sha256, size: png.length, mime: 'image/png', filename: 'portrait.png' }]);
  expect(service.received.find(({ endpoint }) => endpoint === 'submit')?.body).toEqual({
    name: 'front',
    url: `https://files.example.com/${sha256}.png?signature=s3cr3tsignature`,
  });
});

test('the signature of the uploaded file’s URL is not shown, even where the service repeats it', async () => {
  const { result } = await run({ file: 'face.png' }, (service) =>
    service.always('submit', json({ code: 20002, msg: 'can’t open …?signature=s3cr3tsignature (signature=s3cr3tsignature)', data: null })),
  );
  expectFailure(result, /JimmyAI rejected the submission/);
});

test('an upload without a usable URL is tried again, and nothing is submitted before', async () => {
  const { service, result } = await run({ file: 'face.png' }, (service) =>
    service.next('upload', json({ code: 20000, data: { url: 'file:///etc/passwd' } })),
  );
  expectSuccess(result);
  expect(service.count('upload')).toBe(2);
  expect(service.accepted).toBe(1);
});

test.skipIf(process.platform === 'win32')('a link out of the workspace is not followed', async () => {
  await writeFile(path.join(folder, 'outside.png'), png);
  await symlink(path.join(folder, 'outside.png'), path.join(workspace, 'link.png'));
  await symlink(folder, path.join(workspace, 'linked'));
  for (const file of ['link.png', 'linked/outside.png', '../outside.png', path.join(folder, 'outside.png')]) {
    const { service, result } = await run({ file });
    expectFailure(result, /^file: .*outside the workspace/m);
    expect(service.received).toEqual([]);
  }
});

test('a large file is streamed, not held in memory', async () => {
  const size = 100_000_000;
  const large = await open(path.join(workspace, 'large.png'), 'w');
  await large.write(png);
  await large.truncate(size);
  await large.close();
  const report = path.join(folder, 'memory');
  const preload = path.join(folder, 'preload.cjs');
  await writeFile(
    preload,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(report)}, String(process.resourceUsage().maxRSS)));`,
  );
  const memoryOf = async (file: string) => {
    const { service, result } = await run({ file }, undefined, ['--require', preload]);
    expectSuccess(result);
    return { kilobytes: Number(await readFile(report, 'utf8')), upload: service.uploads[0] };
  };
  const small = await memoryOf('face.png');
  const big = await memoryOf('large.png');
  expect(big.upload?.size).toBe(size);
  expect((big.kilobytes - small.kilobytes) * 1024).toBeLessThan(size);
});

test('an upload that the service answers before it is complete ends at once', async () => {
  const { service, result } = await run({ file: 'large.png' }, (service) => {
    service.answerUploadsEarly = json({ code: 20002, msg: `too large for ${fakeToken}` }, { status: 413 });
  });
  expectFailure(result, /could not be uploaded \(1 attempt\): HTTP 413, code 20002: too large.*Check the image file/);
  expect(service.accepted).toBe(0);
});

test('an upload over a slow line is not cut off while it moves', async () => {
  // More than the kernels buffer, read slowly.
  const { service, result } = await run({ file: 'large.png', timeout: '50s' }, (service) => {
    service.uploadRate = 20_000_000;
  });
  expectSuccess(result);
  expect(service.uploads[0]?.size).toBe(100_000_000);
});

test('an upload that the system has taken over, but not yet sent, gets the time to arrive', async () => {
  const middling = await open(path.join(workspace, 'middling.png'), 'w');
  await middling.write(png);
  await middling.truncate(3_600_000);
  await middling.close();
  const { result, service } = await run({ file: 'middling.png', timeout: '90s' }, (service) => {
    service.uploadRate = 100_000;
  });
  expectSuccess(result);
  expect(service.count('upload')).toBe(1);
}, 120_000);

/** Runs one step with an image of its own, which `spoil` may change when its upload has arrived so often. */
async function runWithChange(
  name: string,
  content: Buffer,
  inputs: Record<string, string>,
  prepare: (service: FakeJimmyAi, file: string) => void,
) {
  const file = path.join(workspace, name);
  await writeFile(file, content);
  return run({ file: name, ...inputs }, (service) => prepare(service, file));
}

test('an image that is cut short while it is uploaded is noticed at once, and not tried again', async () => {
  const { service, result } = await runWithChange('short.png', Buffer.concat([png, Buffer.alloc(60_000_000)]), {}, (service, file) => {
    service.uploadRate = 30_000_000;
    setTimeout(() => void truncate(file, 1000), 600);
  });
  expectFailure(
    result,
    /could not be uploaded \(1 attempt\): “short\.png” (?:was cut short|changed) while the step.*Nothing was submitted\. Check the image/,
  );
  expect(result.outputs['failure']).toBe('upload');
  expect(result.milliseconds).toBeLessThan(10_000);
  expect(service.accepted).toBe(0);
});

test('an image that is gone at the second attempt is not tried a third time', async () => {
  const { service, result } = await runWithChange('gone.png', png, {}, (service, file) =>
    service.always('upload', {
      accepts: false,
      answer: (exchange) => void rm(file).then(() => exchange.response.writeHead(500).end()),
    }),
  );
  expectFailure(result, /could not be uploaded \(2 attempts\): “gone\.png” does not exist/);
  expect(service.count('upload')).toBe(1);
});

test('an image that is another one of the same size when it is uploaded is not submitted under the first one’s key', async () => {
  const state = path.join(folder, 'replaced.json');
  const other = Buffer.from(png);
  other.write('PIXELS', 100);
  const { service, result } = await runWithChange('replaced.png', png, { 'state-file': state }, (service, file) =>
    service.next('upload', {
      accepts: false,
      answer: (exchange) => void writeFile(file, other).then(() => exchange.response.writeHead(500).end()),
    }),
  );
  expectFailure(result, /could not be uploaded \(2 attempts\): “replaced\.png” changed while the step ran/);
  expect(service.accepted).toBe(0);
});
