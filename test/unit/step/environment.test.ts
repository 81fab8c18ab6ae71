import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkOutputFile, problemWithNode, problemWithProxy } from '../../../src/step/environment.ts';
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
  test('that is not configured is no problem', () => {
    expect(problemWithProxy(service)).toBeNull();
    expect(usesProxy(service)).toBe(false);
  });

  test.each(['https_proxy', 'HTTPS_PROXY'])('in %s is used for https, and for nothing else', (name) => {
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

  test('that is not configured leaves an agent that keeps connections alive when asked to', () => {
    for (const keepAlive of [true, false]) expect(field(createAgent(service, { keepAlive }), 'keepAlive')).toBe(keepAlive);
  });
});

describe('a proxy of another kind', () => {
  test.each(['socks5://127.0.0.1:1080', 'SOCKS5H://user:geheim@127.0.0.1:1080', 'ftp://proxy.example'])(
    'is refused by name: %s',
    (proxy) => {
      vi.stubEnv('https_proxy', proxy);
      const problem = problemWithProxy(service);
      expect(problem).toContain(`the scheme ${proxy.slice(0, proxy.indexOf(':'))}. Only http:// and https:// proxies`);
      expect(problem).not.toContain('geheim');
      vi.stubEnv('no_proxy', 'www.jimmyai.cn');
      expect(problemWithProxy(service)).toBeNull();
    },
  );

  test.each(['http://proxy.example:3128', 'HTTP://proxy.example', 'https://proxy.example', 'proxy.example:3128'])('is not %s', (proxy) => {
    vi.stubEnv('https_proxy', proxy);
    expect(problemWithProxy(service)).toBeNull();
  });
});

describe('a proxy with a password', () => {
  test.each([
    ['http', 'http://anna:pass%20word@proxy.example:3128', service],
    ['https', 'https://anna:pass%20word@proxy.example:3128', service],
    ['http', 'http://anna:pass%20word@proxy.example:3128', 'http://api.example'],
  ])('receives the password over %s, without a deprecated function: %s', (scheme, proxy, origin) => {
    const sent: [string, unknown][] = [];
    const spy = (name: string) => (options: unknown) => {
      sent.push([name, field(options, 'headers')]);
      return new http.ClientRequest('http://127.0.0.1:1').on('error', () => {}).destroy();
    };
    vi.spyOn(http, 'request').mockImplementation(spy('http'));
    vi.spyOn(https, 'request').mockImplementation(spy('https'));
    onTestFinished(() => void vi.restoreAllMocks());
    vi.stubEnv('http_proxy', proxy);
    vi.stubEnv('https_proxy', proxy);
    const agent = createAgent(origin, { keepAlive: false });
    // With it there, the agent would call `new Buffer`.
    expect(field(field(agent, 'proxyOptions'), 'proxyAuth')).toBeUndefined();
    const connect = field(agent, 'request');
    if (typeof connect !== 'function') throw new Error('it goes past the proxy');
    connect({ headers: { host: 'www.jimmyai.cn:443' } });
    const authorization = `Basic ${Buffer.from('anna:pass word').toString('base64')}`;
    expect(sent).toEqual([[scheme, { host: 'www.jimmyai.cn:443', 'proxy-authorization': authorization }]]);
  });
});

describe('the version of Node.js', () => {
  test.each(['20.3.0', '20.19.5', '21.0.0', '22.1.0', '24.21.0', '100.0.0'])('%s runs the action', (version) => {
    expect(problemWithNode(version)).toBeNull();
  });

  test.each(['20.2.9', '20.0.0', '18.20.8', '16.20.2', '0.12.18', ''])('%s does not, and the problem names it', (version) => {
    expect(problemWithNode(version)).toContain(`Node.js ${version}, but the action needs 20.3 or later`);
  });
});

describe('the file for outputs', () => {
  async function problemsWith(file: string): Promise<readonly string[]> {
    const list = new ProblemList();
    await checkOutputFile(file, list);
    return list.problems.map(({ input }) => input);
  }

  test('is no problem if it can be written, or if an older runner has none', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'outputs-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(path.join(folder, 'output'), '');
    expect(await problemsWith(path.join(folder, 'output'))).toEqual([]);
    expect(await problemsWith('')).toEqual([]);
  });

  test('is a problem if it is missing or a folder', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'outputs-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    expect(await problemsWith(path.join(folder, 'output'))).toEqual(['GITHUB_OUTPUT']);
    expect(await problemsWith(folder)).toEqual(['GITHUB_OUTPUT']);
  });
});
