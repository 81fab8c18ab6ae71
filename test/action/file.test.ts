import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectClean, expectFailure, expectInvalidInputs, expectSuccess } from '../support/expectations.ts';
import { FakeJimmyAi, fakeToken, json } from '../support/fake-jimmyai.ts';
import { runAction } from '../support/run-action.ts';

const png = Buffer.from(`\x89PNG\r\n\x1a\n${'pixels'.repeat(1000)}`, 'latin1');

const largeBytes = 100_000_000;

let folder = '';
let workspace = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'files-'));
  workspace = path.join(folder, 'workspace');
  await mkdir(workspace);
  await writeFile(path.join(workspace, 'face.png'), png);
  await writeImage('large.png', largeBytes);
  await writeImage('middling.png', 3_600_000);
});
afterAll(() => rm(folder, { recursive: true }));

/** An image of so many bytes, which takes no room on the disk. */
async function writeImage(name: string, bytes: number) {
  await writeFile(path.join(workspace, name), png);
  await truncate(path.join(workspace, name), bytes);
}

async function run(inputs: Record<string, string>, prepare: (service: FakeJimmyAi) => void = () => {}, nodeOptions: string[] = []) {
  const service = await FakeJimmyAi.start();
  prepare(service);
  const result = await runAction({ 'base-url': service.origin, name: 'front', ...inputs }, { workspace, nodeOptions });
  await service.stop();
  expectClean(result, ['s3cr3tsignature']);
  expect(service.mistakes).toEqual([]);
  return { service, result };
}

test.concurrent('a file is uploaded, and its URL submitted', async () => {
  const { service, result } = await run({ file: 'face.png' });
  expectSuccess(result);
  const sha256 = createHash('sha256').update(png).digest('hex');
  expect(service.uploads).toEqual([{ sha256, size: png.length, mime: 'image/png', filename: 'portrait.png' }]);
  expect(service.received.find(({ endpoint }) => endpoint === 'submit')?.body).toEqual({
    name: 'front',
    url: `https://files.example.com/${sha256}.png?signature=s3cr3tsignature`,
  });
});

test.concurrent('the signature of the uploaded file’s URL is not shown, even where the service repeats it', async () => {
  const { result } = await run({ file: 'face.png' }, (service) =>
    service.always('submit', json({ code: 20002, msg: 'can’t open …?signature=s3cr3tsignature (signature=s3cr3tsignature)', data: null })),
  );
  expectFailure(result, 'rejected', { mentions: ['can’t open'] });
});

test.concurrent('an upload without a usable URL is tried again, and nothing is submitted before', async () => {
  const { service, result } = await run({ file: 'face.png' }, (service) =>
    service.next('upload', json({ code: 20000, data: { url: 'file:///etc/passwd' } })),
  );
  expectSuccess(result);
  expect(service.count('upload')).toBe(2);
  expect(service.accepted).toBe(1);
});

test.skipIf(process.platform === 'win32').concurrent('a link out of the workspace is not followed', async () => {
  await writeFile(path.join(folder, 'outside.png'), png);
  await symlink(path.join(folder, 'outside.png'), path.join(workspace, 'link.png'));
  await symlink(folder, path.join(workspace, 'linked'));
  for (const file of ['link.png', 'linked/outside.png', '../outside.png', path.join(folder, 'outside.png')]) {
    const { service, result } = await run({ file });
    expectInvalidInputs(result, ['file']);
    expect(service.received).toEqual([]);
  }
  // One that stays inside is followed.
  await symlink('face.png', path.join(workspace, 'inside.png'));
  expectSuccess((await run({ file: 'inside.png' })).result);
});

test.concurrent('a large file is streamed, not held in memory', async () => {
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
  expect(big.upload?.size).toBe(largeBytes);
  expect((big.kilobytes - small.kilobytes) * 1024).toBeLessThan(largeBytes);
});

test.concurrent('an upload that the service answers before it is complete ends at once', async () => {
  const { service, result } = await run({ file: 'large.png' }, (service) => {
    service.answerUploadsEarly = json({ code: 20002, msg: `too large for ${fakeToken}` }, { status: 413 });
  });
  expectFailure(result, 'upload', { mentions: ['413', '20002', 'too large'] });
  expect(service.count('upload')).toBe(1);
  expect(service.accepted).toBe(0);
});

test.concurrent('an upload over a slow line is not cut off while it moves', async () => {
  // More than the kernels buffer, read slowly.
  const { service, result } = await run({ file: 'large.png' }, (service) => {
    service.uploadRate = 20_000_000;
  });
  expectSuccess(result);
  expect(service.uploads[0]?.size).toBe(largeBytes);
});

test.concurrent('an upload that the system has taken over, but not yet sent, gets the time to arrive', async () => {
  const { result, service } = await run({ file: 'middling.png' }, (service) => {
    service.uploadRate = 100_000;
  });
  expectSuccess(result);
  expect(service.count('upload')).toBe(1);
});

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

test.concurrent('an image that is cut short while it is uploaded is noticed at once, and not tried again', async () => {
  let uploads = 0;
  const { service, result } = await runWithChange('short.png', Buffer.concat([png, Buffer.alloc(60_000_000)]), {}, (service, file) => {
    // More is left than what the system has already taken over.
    service.beforeUpload = async () => {
      uploads += 1;
      await truncate(file, 1000);
    };
  });
  expectFailure(result, 'upload', { mentions: ['“short.png”'] });
  expect(uploads).toBe(1);
  expect(service.count('submit')).toBe(0);
});

test.concurrent('an image that is gone at the second attempt is not tried a third time', async () => {
  const { service, result } = await runWithChange('gone.png', png, {}, (service, file) =>
    service.always('upload', {
      accepts: false,
      answer: (exchange) => void rm(file).then(() => exchange.response.writeHead(500).end()),
    }),
  );
  expectFailure(result, 'upload', { mentions: ['“gone.png”'] });
  expect(service.count('upload')).toBe(1);
});

test.concurrent('an image that is another one of the same size when it is uploaded is not submitted under the first one’s key', async () => {
  const state = path.join(folder, 'replaced.json');
  const other = Buffer.from(png);
  other.write('PIXELS', 100);
  const { service, result } = await runWithChange('replaced.png', png, { 'state-file': state }, (service, file) =>
    service.next('upload', {
      accepts: false,
      answer: (exchange) => void writeFile(file, other).then(() => exchange.response.writeHead(500).end()),
    }),
  );
  expectFailure(result, 'upload', { mentions: ['“replaced.png”'] });
  expect(service.count('submit')).toBe(0);
  expect(service.accepted).toBe(0);
});
