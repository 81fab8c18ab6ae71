import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkOutputFile, problemWithProxy } from '../../../src/step/environment.ts';
import { field } from '../../../src/step/json.ts';
import { createAgent, usesProxy } from '../../../src/step/net/agent.ts';
import { ProblemList } from '../../../src/step/problem.ts';

const service = 'https://www.jimmyai.cn';

beforeEach(() => {
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toUpperCase(), undefined);
  }
  return () => vi.unstubAllEnvs();
});

describe('a proxy', () => {
  test('that nobody names is no problem', () => {
    expect(problemWithProxy(service)).toBeNull();
    expect(usesProxy(service)).toBe(false);
  });

  test.each(['https_proxy', 'HTTPS_PROXY'])('in %s is used for what is secure, and for nothing else', (name) => {
    vi.stubEnv(name, 'http://proxy.example:3128');
    expect(problemWithProxy(service)).toBeNull();
    expect(usesProxy(service)).toBe(true);
    expect(usesProxy('http://127.0.0.1:8080')).toBe(false);
  });

  test.each(['http://exa mple', 'http://[::1', 'http://proxy.example:99999'])('%s is no URL, which is a problem', (proxy) => {
    vi.stubEnv('https_proxy', proxy);
    expect(problemWithProxy(service)).not.toBeNull();
    expect(problemWithProxy('http://www.jimmyai.cn')).toBeNull();
    vi.stubEnv('https_proxy', undefined);
    vi.stubEnv('HTTP_PROXY', proxy);
    expect(problemWithProxy('http://www.jimmyai.cn')).not.toBeNull();
    expect(problemWithProxy(service)).toBeNull();
  });

  test('that is not used for the service is no problem', () => {
    vi.stubEnv('https_proxy', 'http://[::1');
    vi.stubEnv('no_proxy', 'www.jimmyai.cn');
    expect(problemWithProxy(service)).toBeNull();
  });

  test.each([
    ['http://[::1]:3128', '::1'],
    ['http://proxy.example:3128', 'proxy.example'],
  ])('%s is looked up as %s', (proxy, host) => {
    vi.stubEnv('https_proxy', proxy);
    expect(field(field(createAgent(service, { keepAlive: false }), 'proxyOptions'), 'host')).toBe(host);
  });

  test('that is none leaves an agent that keeps its connections where it is to', () => {
    for (const keepAlive of [true, false]) expect(field(createAgent(service, { keepAlive }), 'keepAlive')).toBe(keepAlive);
  });
});

describe('the file for outputs', () => {
  async function problemsWith(file: string): Promise<readonly string[]> {
    const list = new ProblemList();
    await checkOutputFile(file, list);
    return list.problems.map(({ input }) => input);
  }

  test('is no problem where it can be written, or where an older runner has none', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'outputs-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(path.join(folder, 'output'), '');
    expect(await problemsWith(path.join(folder, 'output'))).toEqual([]);
    expect(await problemsWith('')).toEqual([]);
  });

  test('is a problem where it is missing or a folder', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'outputs-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    expect(await problemsWith(path.join(folder, 'output'))).toEqual(['GITHUB_OUTPUT']);
    expect(await problemsWith(folder)).toEqual(['GITHUB_OUTPUT']);
  });
});
