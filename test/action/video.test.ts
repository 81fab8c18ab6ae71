import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { caFile, valid } from '../support/certificates.ts';
import { expectClean, expectFailure, expectInvalidInputs, expectOneAnnotation, expectSuccess } from '../support/expectations.ts';
import { type Behaviour, type Endpoint, FakeJimmyAi, held, json, page, refusal, silence, usualBut } from '../support/fake-jimmyai.ts';
import { FakeProxy } from '../support/fake-proxy.ts';
import { videoBytes, videoOf } from '../support/fake-videos.ts';
import { announcingSignals, runVideoAction, type StepOptions, startAction } from '../support/run-action.ts';

const creation = { images: '["asset://asset-0001"]', prompt: 'The person in the picture smiles and waves.' };
const quick = { 'poll-interval': '150ms' };
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

interface Options extends StepOptions {
  readonly tls?: boolean;
  /** What is done in the workspace before. */
  readonly furnish?: (workspace: string) => Promise<void>;
}

/** Runs one step in a workspace of its own. `files` are the ones that it leaves there, with their content. */
async function run(
  inputs: Record<string, string>,
  prepare: (service: FakeJimmyAi) => void = () => {},
  { tls = false, furnish, ...options }: Options = {},
) {
  const service = await FakeJimmyAi.start(tls ? { tls: valid } : {});
  service.addAsset('asset-0001');
  prepare(service);
  const workspace = await mkdtemp(path.join(os.tmpdir(), 'video-'));
  await furnish?.(workspace);
  const result = await runVideoAction({ 'base-url': service.origin, ...quick, ...inputs }, { workspace, ...options });
  await service.stop();
  const names = (await readdir(workspace, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const files = new Map<string, Buffer>();
  for (const { parentPath, name } of names) {
    const file = path.join(parentPath, name);
    files.set(path.relative(workspace, file).split(path.sep).join('/'), await readFile(file));
  }
  await rm(workspace, { recursive: true });
  expectClean(result, ['5ecretOfTheVideo']);
  return { service, result, files };
}

// On Windows no file can have such a name.
describe.skipIf(process.platform === 'win32').concurrent('a file whose name reads as a command', () => {
  test.each(['::stop-commands::x.mp4', '::add-mask::x.mp4', '##[error]x.mp4'])('commands nothing: %s', async (file) => {
    const { result, files } = await run({ ...creation, file });
    expectSuccess(result);
    expect(result.outputs['path']).toBe(file);
    expect([...files.keys()]).toEqual([file]);
  });
});

describe.concurrent('a video', () => {
  test('is created once, awaited, and left in the workspace', async () => {
    const content = videoOf(300_000);
    const { service, result, files } = await run(creation, (service) => {
      service.videos.processing = 1500;
      service.videos.content = content;
    });
    expectSuccess(result);
    expect(service.mistakes).toEqual([]);
    expect([...service.videos.tasks.values()].map(({ request }) => request)).toEqual([
      {
        model: 'seedance2.0-sp',
        prompt: creation.prompt,
        duration: 5,
        resolution: '720p',
        ratio: '16:9',
        images: ['asset://asset-0001'],
      },
    ]);
    expect(result.outputs).toEqual({
      task_id: 'task-0001',
      status: 'completed',
      path: 'video.mp4',
      sha256: sha256(content),
      size: '300000',
      cost: '12.5',
    });
    expect([...files.keys()]).toEqual(['video.mp4']);
    expect(files.get('video.mp4')?.equals(content)).toBe(true);
    expect(service.videos.downloads).toEqual([{ range: undefined, ifRange: undefined, authorization: undefined }]);
    expect(result.log.join('\n')).toMatch(
      /JimmyAI accepted the creation: task ID task-0001\nThe video is queued\n(?:The video is processing\n)?The video is completed\nDownloading 300 kB\nvideo\.mp4: 300 kB, SHA-256 [0-9a-f]{64}$/,
    );
    for (const text of ['12\\.5 JimiCoin', '787\\.5 JimiCoin', sha256(content), 'video\\.mp4', '720p', '16\\:9', 'smiles and waves\\.'])
      expect(result.summary).toContain(text);
  });

  test('takes everything that SP Create Video takes', async () => {
    const { service, result, files } = await run({
      prompt: '  两行\n提示词  ',
      model: 'seedance2.0-fast-sp',
      duration: '12s',
      resolution: '1080p',
      ratio: '9:16',
      extra: '{"first_image": "asset://asset-0001", "seed": 7}',
      file: 'out/deep/clip.mp4',
    });
    expectSuccess(result);
    expect([...service.videos.tasks.values()].map(({ request }) => request)).toEqual([
      {
        model: 'seedance2.0-fast-sp',
        prompt: '两行\n提示词',
        duration: 12,
        resolution: '1080p',
        ratio: '9:16',
        first_image: 'asset://asset-0001',
        seed: 7,
      },
    ]);
    expect(result.outputs['path']).toBe('out/deep/clip.mp4');
    expect([...files.keys()]).toEqual(['out/deep/clip.mp4']);
  });

  test('of a task that was created before costs nothing', async () => {
    const { service, result, files } = await run({ 'task-id': 'task-77' }, (service) => service.videos.add('task-77'));
    expectSuccess(result);
    expect(service.received.map(({ endpoint }) => endpoint)).toEqual(['query', 'download']);
    expect(result.outputs['task_id']).toBe('task-77');
    expect([...files.keys()]).toEqual(['video.mp4']);
  });

  test('with wait: false is created, and that is all', async () => {
    const { service, result, files } = await run({ ...creation, wait: 'false' });
    expectSuccess(result);
    expect(service.received.map(({ endpoint }) => endpoint)).toEqual(['balance', 'create']);
    expect(result.outputs).toEqual({ task_id: 'task-0001', status: 'queued' });
    expect([...files.keys()]).toEqual([]);
  });

  test('that is complete at once takes one query', async () => {
    const { service, result } = await run(creation, (service) => service.always('create', usualBut({ status: 'SUCCESS' })));
    expectSuccess(result);
    expect(service.received.map(({ endpoint }) => endpoint)).toEqual(['balance', 'create', 'query', 'download', 'balance']);
  });

  test.each([0, '0', 200, 20000, '20000'])('is created where the code is %j', async (code) => {
    const { result } = await run(creation, (service) =>
      service.always('create', usualBut({}, { code })).always('query', usualBut({}, { code })),
    );
    expectSuccess(result);
  });

  test.each([
    [12345678901, '12345678901'],
    [2 ** 60, '1152921504606847000'],
    ['task_A:b.c-1', 'task_A:b.c-1'],
  ])('may have the id %j', async (id, shown) => {
    const { result } = await run({ ...creation, wait: 'false' }, (service) => service.always('create', usualBut({ task_id: id })));
    expectSuccess(result);
    expect(result.outputs['task_id']).toBe(shown);
  });

  test('that an early and unknown answer does not make lost is waited for', async () => {
    const { result } = await run(creation, (service) => {
      const missing = refusal(20002, '任务不存在');
      service.next('query', missing, missing, missing, missing, json({ code: 41800, msg: 'hm' }, { status: 418 }), missing, page(502));
    });
    expectSuccess(result);
  });

  test('keeps the cost that only the creation told', async () => {
    const { result } = await run(creation, (service) => {
      service.always('create', usualBut({ cost: '12', status: null }));
      service.videos.tell = (_, link) => ({ status: 'completed', result: { video_url: link } });
    });
    expectSuccess(result);
    expect(result.outputs['cost']).toBe('12');
  });

  test('of a given task that nobody knows has no status', async () => {
    const { result, service } = await run({ 'task-id': 'task-404' });
    expectFailure(result, 'not-found', { mentions: ['task-404'] });
    expect(service.count('query')).toBe(5);
    expect(result.stdout + result.summary).not.toMatch(/created and paid|\| Created/);
    expect(result.outputs).toEqual({ task_id: 'task-404', failure: 'not-found' });
  });

  test('shows no part of a signed URL that is handed through, nor of the link', async () => {
    const signature = '0123456789abcdef0123456789abcdef';
    const extra = JSON.stringify({ reference_audios: [`https://example.com/a.mp3?X-Signature=${signature}&v=1`] });
    const { result } = await run({ ...creation, extra }, (service) => {
      service.always('query', refusal(20002, `SignatureDoesNotMatch: X-Signature=${signature} of ${signature}`));
    });
    expectFailure(result, 'rejected', { mentions: ['SignatureDoesNotMatch'] });
    expect(result.stdout + result.summary).not.toContain(signature);
  });

  test('shows nothing of the link’s query, not even where the service repeats it without the link', async () => {
    const { result } = await run({ ...creation, timeout: '10s' }, (service) => {
      service.always('download', page(403, ''));
      service.next('query', usualBut({}), refusal(31337, 'expired: X-Signature=5ecretOfTheVideo&n=1'));
    });
    expectFailure(result, 'download', { mentions: ['task-id: task-0001'] });
    expect(result.log.join('\n')).toContain('expired: ***');
  });

  test('whose outputs can’t be written says all the same what to do', async () => {
    const output = path.join(await mkdtemp(path.join(os.tmpdir(), 'output-')), 'output');
    await writeFile(output, '');
    const { result } = await run(
      creation,
      (service) => service.always('create', { accepts: true, answer: ({ socket }) => void rm(output).then(() => socket.destroy()) }),
      { env: { GITHUB_OUTPUT: output, GITHUB_ACTION_REPOSITORY: 'octo/action', GITHUB_ACTION_REF: 'v1', GITHUB_SERVER_URL: 'https://g' } },
    );
    // Where the outputs are lost, the links to the page about the failures have their words.
    expectOneAnnotation(result, { mentions: ['#outputs'] });
    expect(result.errors[0]?.message.split('\n')).toHaveLength(4);
    expect(result.summary).toContain('#possibly-created)');
  });

  test.each(['..', '-n', '', 'a b', 1.5, null, ['task'], '$(id)'])('whose id is %j is possibly created', async (id) => {
    const { result, service } = await run(creation, (service) => service.always('create', usualBut({ task_id: id }, { msg: '已受理' })));
    expectFailure(result, 'possibly-created', { mentions: ['task_id', '已受理'] });
    expect(result.outputs).toEqual({ failure: 'possibly-created' });
    expect(service.count('create')).toBe(1);
  });

  test.each(['failed', 'ERROR', 'canceled', 'cancelled', 'expired'])('that is %s says why, and what to do', async (status) => {
    const { result, files } = await run(creation, (service) => {
      service.videos.tell = () => ({ status, error_msg: 'PROVIDER_MODERATION_ERROR: TRADEMARK' });
    });
    expectFailure(result, 'failed', { mentions: ['PROVIDER_MODERATION_ERROR: TRADEMARK', 'task-0001'] });
    expect(result.outputs).toEqual({ task_id: 'task-0001', status: 'failed', failure: 'failed' });
    expect([...files.keys()]).toEqual([]);
  });

  test('with a status that nobody knows is waited for, with one warning', async () => {
    const { result } = await run(creation, (service) => {
      const { tell } = service.videos;
      service.videos.tell = (task, link) => (task.queries < 4 ? { status: 'rendering' } : tell(task, link));
    });
    expectSuccess(result);
    expect(result.warnings.map(({ message }) => message)).toEqual([expect.stringContaining('“rendering”')]);
  });

  test('whose record is written late is asked for again', async () => {
    const { result, service } = await run(creation, (service) => {
      service.next('query', ...Array.from({ length: 6 }, () => refusal(20002, '任务不存在')));
    });
    expectSuccess(result);
    expect(service.count('query')).toBe(7);
  });

  test('that is completed before it has a link is asked for again', async () => {
    const { result, service } = await run(creation, (service) => {
      const { tell } = service.videos;
      service.videos.tell = (task, link) => (task.queries < 3 ? { status: 'completed' } : tell(task, link));
    });
    expectSuccess(result);
    expect(service.count('query')).toBe(3);
  });

  test.each<[string, (link: string) => object]>([
    ['result.url', (url) => ({ result: { url } })],
    ['a list', (url) => ({ result: { video_url: [url, 'https://10.0.0.1/second.mp4'] } })],
    ['mediaUrl', (mediaUrl) => ({ mediaUrl })],
    ['video_path beside a relative link', (video_path) => ({ video_path, result: { video_url: 'videos/1.mp4' } })],
  ])('has its link in %s too', async (_, where) => {
    const { result, service } = await run(creation, (service) => {
      service.videos.tell = (_, link) => ({ status: 'completed', ...where(link) });
    });
    expectSuccess(result);
    expect(service.count('query')).toBe(1);
  });

  test('with a status that nobody knows is completed where a link stands beside it', async () => {
    const { result } = await run(creation, (service) => {
      service.videos.tell = (_, link) => ({ status: 'archived', result: { video_url: link } });
    });
    expectSuccess(result);
    expect(result.outputs['status']).toBe('completed');
    expect(result.warnings).toEqual([]);
  });

  test.each([
    ['/relative/key.mp4', 'not an absolute URL'],
    ['https://u:p@example.com/v.mp4', 'user name'],
    ['file:///etc/passwd', 'neither http nor https'],
  ])('is not fetched from %s, and is asked for again until the timeout', async (link, problem) => {
    const { result, service } = await run({ ...creation, timeout: '10s' }, (service) => {
      service.videos.tell = () => ({ status: 'completed', result: { video_url: link } });
    });
    expectFailure(result, 'download', { mentions: ['task-id: task-0001', problem] });
    expect(result.outputs).toEqual({ task_id: 'task-0001', status: 'completed', failure: 'download' });
    expect(service.count('query')).toBeGreaterThan(1);
    expect(service.count('download')).toBe(0);
  });

  test.each(['http://10.1.2.3/v.mp4', 'https://10.1.2.3/v.mp4', 'https://[fd00::1]/v.mp4'])(
    'is not fetched from %s, nor asked for again',
    async (link) => {
      const { result, service } = await run(creation, (service) => {
        service.videos.tell = () => ({ status: 'completed', result: { video_url: link } });
      });
      expectFailure(result, 'download', { mentions: ['task-id: task-0001', 'a host that is not public'] });
      expect(service.count('query')).toBe(1);
      expect(service.count('download')).toBe(0);
    },
  );

  // As the system resolves names where it has no IPv4, and where a name leads home.
  test.each(['10.0.0.1', '::1', '64:ff9b::a00:1'])('is not fetched from a name that leads to %s, nor asked for again', async (address) => {
    const preload = `import dns from 'node:dns'; dns.lookup = (name, options, callback) => callback(null, [{ address: '${address}', family: ${address.includes(':') ? 6 : 4} }])`;
    const { result, service } = await run(
      creation,
      (service) => {
        service.videos.tell = () => ({
          status: 'completed',
          result: { video_url: 'https://media.example/v.mp4?X-Signature=5ecretOfTheVideo' },
        });
      },
      { nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(preload)}`] },
    );
    expectFailure(result, 'download', { mentions: ['task-id: task-0001', 'media.example resolves to a private address'] });
    expect(service.count('query')).toBe(1);
    expect(service.acceptedVideos).toBe(1);
  });

  test('that is possibly created tells what the account shows', async () => {
    const { result, service } = await run(creation, (service) => service.always('create', { ...page(502), accepts: true }));
    expectFailure(result, 'possibly-created', { mentions: ['12.5 JimiCoin more'] });
    expect(service.count('balance')).toBe(2);
    const { result: unknown } = await run(creation, (service) => service.always('create', page(502)).always('balance', page(500)));
    expectFailure(unknown, 'possibly-created');
    expect(unknown.errors[0]?.message).not.toContain('JimiCoin');
  });

  test('is created whatever becomes of the question what the account has', async () => {
    const { result, service } = await run(creation, (service) => service.always('balance', page(429, '', { 'retry-after': '3600' })));
    expectSuccess(result);
    expect(service.count('balance')).toBe(2);
    expect(result.summary).not.toContain('Left in the account');
  });

  test('with a wrong key is not said to be created', async () => {
    const { result } = await run({ 'task-id': 'task-1', token: 'sk_wrong' }, (service) => service.videos.add('task-1'));
    expectFailure(result, 'token', { mentions: ['task-id: task-1'] });
    expect(result.stdout + result.summary).not.toMatch(/created and paid|\| Created/);
  });

  test('that is not ready in time is queried one last time, and how to go on is said', async () => {
    const { result, service } = await run({ ...creation, timeout: '10s', 'poll-interval': '1h' }, (service) => {
      service.videos.tell = () => ({ status: 'queued' });
    });
    expectFailure(result, 'timeout', { mentions: ['task-id: task-0001'] });
    expect(result.outputs).toEqual({ task_id: 'task-0001', status: 'queued', failure: 'timeout' });
    expect(service.count('query')).toBeGreaterThan(1);
    expect(service.count('create')).toBe(1);
  });

  test('is not created again by a further attempt of the run without a word', async () => {
    const { result } = await run({ ...creation, wait: 'false' }, undefined, { env: { GITHUB_RUN_ATTEMPT: '2' } });
    expectSuccess(result);
    expect(result.warnings.map(({ message }) => message)).toEqual([expect.stringMatching(/\b2\b.*task-id/)]);
    const { result: given } = await run({ 'task-id': 'task-1' }, (service) => service.videos.add('task-1'), {
      env: { GITHUB_RUN_ATTEMPT: '2' },
    });
    expect(given.warnings).toEqual([]);
  });
});

/** Breaks off a download at a part of the content, once for each link. */
function breakingAt(content: Buffer, parts: readonly number[]): Behaviour[] {
  return parts.map((part) => ({
    accepts: false,
    answer: ({ response, request, socket }) => {
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const end = Math.floor(content.length * part);
      const etag = '"same"';
      const length = content.length - start;
      const range = start === 0 ? {} : { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
      response.writeHead(start === 0 ? 200 : 206, { etag, 'content-length': length, ...range });
      response.write(content.subarray(start, end), () => setTimeout(() => socket.destroy(), 20));
    },
  }));
}

describe.concurrent('a download', () => {
  const content = videoOf(2_000_000);

  test('that dies at every tenth of the file goes on, and ends byte-identical', async () => {
    const parts = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
    const { result, service, files } = await run(creation, (service) => {
      service.videos.content = content;
      service.next('download', ...breakingAt(content, parts));
    });
    expectSuccess(result);
    expect(files.get('video.mp4')?.equals(content)).toBe(true);
    expect(result.outputs['sha256']).toBe(sha256(content));
    expect(service.acceptedVideos).toBe(1);
    expect(service.count('query')).toBe(1);
    const [first, ...rest] = service.videos.downloads;
    expect(first?.range).toBeUndefined();
    // What has arrived is not asked for again.
    expect(rest.map(({ ifRange }) => ifRange)).toEqual(rest.map(() => '"same"'));
    const starts = rest.map(({ range }) => Number(/\d+/.exec(range ?? '')?.[0]));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  test('begins anew where the server allows no parts', async () => {
    const { result, files, service } = await run(creation, (service) => {
      service.videos.content = content;
      service.next('download', ...breakingAt(content, [0.5]));
      service.always('download', {
        accepts: false,
        answer: ({ response }) => response.writeHead(200, { 'content-length': content.length }).end(content),
      });
    });
    expectSuccess(result);
    expect(files.get('video.mp4')?.equals(content)).toBe(true);
    expect(service.count('download')).toBe(2);
  });

  test('begins anew where the content has changed', async () => {
    const changed = Buffer.from(content);
    changed.fill(7, 1_500_000);
    const { result, files } = await run(creation, (service) => {
      service.videos.content = changed;
      service.next('download', ...breakingAt(content, [0.5]));
    });
    expectSuccess(result);
    expect(files.get('video.mp4')?.equals(changed)).toBe(true);
    expect(result.outputs['sha256']).toBe(sha256(changed));
  });

  test('does not join parts that nothing tells to be of one file', async () => {
    const { result, files } = await run(creation, (service) => {
      service.videos.content = content;
      service.next('download', {
        accepts: false,
        answer: ({ response, socket }) => {
          response.writeHead(200, { 'content-length': content.length });
          response.write(Buffer.concat([videoBytes, Buffer.alloc(1_000_000)]), () => setTimeout(() => socket.destroy(), 20));
        },
      });
    });
    expectSuccess(result);
    expect(files.get('video.mp4')?.equals(content)).toBe(true);
  });

  test('does not believe a part that is of no known file, even where the server sends one', async () => {
    const { result, files } = await run(creation, (service) => {
      service.next('download', {
        accepts: false,
        answer: ({ response, socket }) => {
          response.writeHead(200, { 'content-length': content.length });
          response.write(Buffer.concat([videoBytes, Buffer.alloc(1_000_000)]), () => setTimeout(() => socket.destroy(), 20));
        },
      });
      service.always('download', {
        accepts: false,
        answer: ({ response, request }) => {
          const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? Number.NaN);
          if (Number.isNaN(start)) response.writeHead(200, { 'content-length': content.length }).end(content);
          else
            response
              .writeHead(206, { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` })
              .end(content.subarray(start));
        },
      });
    });
    expectSuccess(result);
    expect(files.get('video.mp4')?.equals(content)).toBe(true);
  });

  test('goes on with a fresh link where the old one has expired', async () => {
    const { result, files, service } = await run(creation, (service) => {
      service.videos.content = content;
      service.next('download', ...breakingAt(content, [0.5]), page(403, '<Error/>'));
    });
    expectSuccess(result);
    expect(service.count('query')).toBe(2);
    expect(files.get('video.mp4')?.equals(content)).toBe(true);
  });

  test('replaces a file only when it is complete', async () => {
    const furnish = (workspace: string) => writeFile(path.join(workspace, 'video.mp4'), 'the old one');
    const failed = await run({ ...creation, timeout: '10s' }, (service) => service.always('download', silence), { furnish });
    expectFailure(failed.result, 'timeout', { mentions: ['task-id: task-0001'] });
    expect(failed.service.count('download')).toBe(1);
    expect([...failed.files].map(([name, old]) => [name, old.toString()])).toEqual([['video.mp4', 'the old one']]);
    const replaced = await run(creation, undefined, { furnish });
    expect(replaced.files.get('video.mp4')?.equals(videoBytes)).toBe(true);
  });

  test.skipIf(process.platform === 'win32')('goes where links in the workspace lead', async () => {
    const { result, files } = await run({ ...creation, file: 'latest.mp4' }, undefined, {
      furnish: async (workspace) => {
        await mkdir(path.join(workspace, 'clips'));
        await symlink('clips/one.mp4', path.join(workspace, 'latest.mp4'));
      },
    });
    expectSuccess(result);
    expect(result.outputs['path']).toBe('clips/one.mp4');
    expect([...files.keys()]).toEqual(['clips/one.mp4']);
  });

  test('of a file of over 2 GiB is refused', async () => {
    const { result } = await run(creation, (service) =>
      service.always('download', {
        accepts: false,
        answer: ({ response }) => response.writeHead(200, { 'content-length': 2 ** 31 + 1 }).write(videoBytes),
      }),
    );
    expectFailure(result, 'download', { mentions: ['2147483649', '2 GiB', 'task-id: task-0001'] });
  });

  test('of a WebM is one too', async () => {
    const webm = Buffer.from('\x1a\x45\xdf\xa3 and the rest of a video', 'latin1');
    const { result } = await run({ ...creation, file: 'video.webm' }, (service) => {
      service.videos.content = webm;
    });
    expectSuccess(result);
  });

  test('over TLS, and through a proxy, works', async () => {
    const direct = await run(creation, undefined, { tls: true, env: { NODE_EXTRA_CA_CERTS: caFile } });
    expectSuccess(direct.result);
    const service = await FakeJimmyAi.start({ tls: valid });
    service.addAsset('asset-0001');
    service.videos.tell = ({ id }) => ({
      status: 'completed',
      result: { video_url: `https://jimmyai.test/media/${id}.mp4?X-Signature=5ecretOfTheVideo` },
    });
    const proxy = await FakeProxy.start('connects', service.port);
    const proxied = await runVideoAction(
      { ...creation, ...quick, 'base-url': 'https://jimmyai.test' },
      { env: { NODE_EXTRA_CA_CERTS: caFile, https_proxy: `http://${proxy.address}` } },
    );
    await proxy.stop();
    await service.stop();
    expectClean(proxied, ['5ecretOfTheVideo']);
    expectSuccess(proxied);
  });
});

// On Windows, SIGTERM leaves a process no time for a message.
const endings = process.platform === 'win32' ? (['timeout'] as const) : (['timeout', 'cancelled'] as const);

test.concurrent.each(endings)('a disk that does not respond does not hold up a step that is over: %s', async (word) => {
  const preload = `import { open } from 'node:fs/promises';
    const handle = await open(process.execPath, 'r');
    Object.getPrototypeOf(handle).writev = () => new Promise(() => {});
    await handle.close();`;
  const service = await FakeJimmyAi.start();
  service.addAsset('asset-0001');
  const step = await startAction(
    { 'base-url': service.origin, ...quick, ...creation, timeout: word === 'timeout' ? '8s' : '30m' },
    { action: 'video', nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(preload)}`] },
  );
  await step.seen('Downloading');
  if (word === 'cancelled') step.process.kill('SIGTERM');
  const result = await step.result;
  await service.stop();
  expectFailure(result, word, { mentions: ['task-id: task-0001'] });
  expect(result.outputs['task_id']).toBe('task-0001');
});

test.concurrent('a disk that does not respond when the step begins ends it at its timeout, with nothing sent', async () => {
  const preload = `import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    fs.realpath = () => new Promise(() => {});
    syncBuiltinESMExports();`;
  const { service, result } = await run({ ...quick, ...creation, timeout: '3s' }, () => {}, {
    nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(preload)}`],
  });
  expectInvalidInputs(result, ['timeout']);
  expect(service.received).toEqual([]);
});

describe.concurrent('a link of a public host', () => {
  /** Runs through a proxy, for which every host is the service. */
  async function runThrough(link: string, forbids: RegExp | null, inputs: Record<string, string> = {}) {
    const service = await FakeJimmyAi.start({ tls: valid });
    service.addAsset('asset-0001');
    service.videos.tell = () => ({ status: 'completed', result: { video_url: link } });
    const proxy = await FakeProxy.start('connects', service.port);
    proxy.forbids = forbids;
    const result = await runVideoAction(
      { ...creation, ...quick, ...inputs, 'base-url': 'https://jimmyai.test' },
      { env: { NODE_EXTRA_CA_CERTS: caFile, https_proxy: `http://${proxy.address}` } },
    );
    await proxy.stop();
    await service.stop();
    expectClean(result, ['5ecretOfTheVideo']);
    expect(service.acceptedVideos).toBe(1);
    return { result, service, proxy };
  }

  test('that has http is tried over https', async () => {
    const { result, proxy } = await runThrough('http://jimmyai.test/media/v.mp4?X-Signature=5ecretOfTheVideo', null);
    expectSuccess(result);
    expect(new Set(proxy.asked)).toEqual(new Set(['jimmyai.test:443']));
  });

  test('that a proxy forbids fails at once, and says what to do', async () => {
    const { result, service } = await runThrough('https://media.example/v.mp4?X-Signature=5ecretOfTheVideo', /^media\.example/);
    expectFailure(result, 'download', { mentions: ['task-id: task-0001', 'statusCode=403', 'Let the proxy connect to media.example'] });
    expect(service.count('query')).toBe(1);
  });

  test('whose certificate nobody trusts fails at once', async () => {
    const { result, service } = await runThrough('https://other.example/v.mp4?X-Signature=5ecretOfTheVideo', null);
    expectFailure(result, 'download', { mentions: ['task-id: task-0001', 'NODE_EXTRA_CA_CERTS'] });
    expect(service.count('query')).toBe(1);
  });
});

describe.concurrent('a proxy that never answers about the place of the video', () => {
  async function start(timeout: string) {
    const service = await FakeJimmyAi.start({ tls: valid });
    service.videos.add('task-1');
    service.videos.tell = () => ({
      status: 'completed',
      result: { video_url: 'https://media.example/v.mp4?X-Signature=5ecretOfTheVideo' },
    });
    const proxy = await FakeProxy.start('connects', service.port);
    proxy.silentAbout = /^media\.example/;
    const workspace = await mkdtemp(path.join(os.tmpdir(), 'video-'));
    const step = await startAction(
      { 'task-id': 'task-1', 'base-url': 'https://jimmyai.test', timeout },
      { action: 'video', workspace, env: { NODE_EXTRA_CA_CERTS: caFile, https_proxy: `http://${proxy.address}` } },
    );
    const finish = async () => {
      const result = await step.result;
      await proxy.stop();
      await service.stop();
      const files = await readdir(workspace);
      await rm(workspace, { recursive: true });
      expectClean(result, ['5ecretOfTheVideo']);
      expect(files).toEqual([]);
      return result;
    };
    return { step, proxy, finish };
  }

  test('holds nobody up past the deadline', async () => {
    const { proxy, finish } = await start('10s');
    expectFailure(await finish(), 'timeout', { mentions: ['task-id: task-1'] });
    expect(proxy.asked).toContain('media.example:443');
  });

  test.skipIf(process.platform === 'win32')('does not keep a job from being cancelled', async () => {
    const { step, proxy, finish } = await start('15m');
    await proxy.askedFor(/^media\.example/);
    step.process.kill('SIGTERM');
    expectFailure(await finish(), 'cancelled', { mentions: ['task-id: task-1'] });
  });
});

describe.concurrent('inputs', () => {
  test('are all reported at once, before any request', async () => {
    const { result, service } = await run({
      token: 'two words',
      images: '["asset://a b", 7]',
      model: 'a/b',
      duration: '3',
      resolution: '720 p',
      ratio: '16/9',
      extra: '[]',
      file: '../video.mp4',
      timeout: 'x',
      'poll-interval': '0',
      wait: 'maybe',
    });
    const creating = ['prompt', 'images', 'model', 'duration', 'resolution', 'ratio', 'extra'];
    expectInvalidInputs(result, ['token', ...creating, 'file', 'timeout', 'poll-interval', 'wait']);
    expect(service.received).toEqual([]);
    expect(result.outputs).toEqual({ failure: 'invalid-input' });
  });

  test('say that no portrait is Active where the list of references is empty', async () => {
    const { result, service } = await run({ prompt: 'x', images: '[]' });
    expectInvalidInputs(result, ['images'], { mentions: ['Active'] });
    expect(service.received).toEqual([]);
  });

  test.each(['prompt', 'images', 'model', 'duration', 'resolution', 'ratio', 'extra'])('refuse %s beside task-id', async (input) => {
    const { result, service } = await run({ 'task-id': 'task-1', [input]: input === 'extra' ? '{}' : '5' });
    expectInvalidInputs(result, [input], { mentions: ['task-id'] });
    expect(service.received).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('refuse a file outside the workspace, links included, before anything is paid', async () => {
    for (const file of ['../v.mp4', 'out/v.mp4', 'folder', 'folder/', 'v.mp4/x.mp4']) {
      const { result, service } = await run({ ...creation, file }, undefined, {
        furnish: async (workspace) => {
          await symlink(os.tmpdir(), path.join(workspace, 'out'));
          await mkdir(path.join(workspace, 'folder'));
          await writeFile(path.join(workspace, 'v.mp4'), '');
        },
      });
      expectInvalidInputs(result, ['file']);
      expect(service.received).toEqual([]);
    }
  });
});

// On Windows a signal ends a process at once.
describe.skipIf(process.platform === 'win32').concurrent('a job that is cancelled', () => {
  /** Cancels a step when it has come to `endpoint`; `afterwards` happens when the step knows. It may run for 30 minutes, so it ends because it was cancelled. */
  async function cancel(
    prepare: (service: FakeJimmyAi) => void,
    endpoint: Endpoint,
    { signal = 'SIGTERM', afterwards = () => {} }: { signal?: NodeJS.Signals; afterwards?: () => void } = {},
  ) {
    const service = await FakeJimmyAi.start();
    service.addAsset('asset-0001');
    prepare(service);
    const workspace = await mkdtemp(path.join(os.tmpdir(), 'video-'));
    const inputs = { 'base-url': service.origin, ...quick, ...creation };
    const step = await startAction(inputs, { workspace, action: 'video', nodeOptions: announcingSignals });
    await service.requested(endpoint);
    step.process.kill(signal);
    if (signal !== 'SIGKILL') await step.seen('received SIG');
    afterwards();
    const result = await step.result;
    await service.stop();
    const files = await readdir(workspace);
    await rm(workspace, { recursive: true });
    return { service, result, files };
  }

  test('while it waits names the task and how to go on', async () => {
    const { result, service } = await cancel((service) => {
      service.videos.tell = () => ({ status: 'queued' });
    }, 'query');
    expectClean(result);
    expectFailure(result, 'cancelled', { mentions: ['task-id: task-0001'] });
    expect(result.outputs['task_id']).toBe('task-0001');
    expect(service.acceptedVideos).toBe(1);
  });

  test('gives a creation in flight the time to answer', async () => {
    const answer = held();
    const { result } = await cancel((service) => service.always('create', answer), 'create', {
      signal: 'SIGINT',
      afterwards: () => answer.release(),
    });
    expectFailure(result, 'cancelled', { mentions: ['task-id: task-0001'] });
    expect(result.outputs['task_id']).toBe('task-0001');
  });

  test('says that a creation without a response is possibly created', async () => {
    const { result } = await cancel((service) => service.always('create', silence), 'create');
    expectFailure(result, 'possibly-created');
  });

  test('creates nothing any more', async () => {
    const busy = json({ code: 42900, msg: 'busy' }, { status: 429 });
    const { result, service } = await cancel((service) => service.always('create', busy), 'create');
    expectFailure(result, 'cancelled');
    expect(service.acceptedVideos).toBe(0);
    expect(result.outputs['task_id']).toBeUndefined();
  });

  test('while it downloads leaves no part of a file', async () => {
    const { result, files } = await cancel(
      (service) =>
        service.always('download', {
          accepts: false,
          answer: ({ response }) => response.writeHead(200, { 'content-length': 1_000_000 }).write(videoBytes),
        }),
      'download',
    );
    expectFailure(result, 'cancelled', { mentions: ['task-id: task-0001'] });
    expect(files).toEqual([]);
  });

  test('and is killed at any moment after the creation was answered has the id in the outputs or the log', async () => {
    for (let round = 0; round < 12; round++) {
      const { result } = await cancel(() => {}, round % 2 === 0 ? 'query' : 'download', { signal: 'SIGKILL' });
      expect(`${result.outputs['task_id']} ${result.stdout}`).toContain('task-0001');
    }
  });
});

test('the service’s words about a rejected creation are quoted', async () => {
  const { result, service } = await run(creation, (service) => service.always('create', refusal(20002, 'prompt 违规')));
  expectFailure(result, 'rejected', { mentions: ['20002', 'prompt 违规'] });
  expect(service.count('create')).toBe(1);
});
