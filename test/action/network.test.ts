import { describe, expect, test } from 'vitest';
import { caFile, expired, valid } from '../support/certificates.ts';
import { expectClean, expectFailure, expectInvalidInputs, expectSuccess } from '../support/expectations.ts';
import { FakeJimmyAi, type FakeOptions, page, usual } from '../support/fake-jimmyai.ts';
import { FakeProxy, type ProxyManner } from '../support/fake-proxy.ts';
import { runAction } from '../support/run-action.ts';

const portrait = { name: 'front', url: 'https://example.com/front.jpg', timeout: '60s', 'poll-interval': '200ms' };
const trusting = { NODE_EXTRA_CA_CERTS: caFile };

async function run(
  options: FakeOptions,
  inputs: (service: FakeJimmyAi) => Record<string, string>,
  env: Record<string, string> = {},
  prepare: (service: FakeJimmyAi) => void = () => {},
) {
  const service = await FakeJimmyAi.start(options);
  const given = { ...portrait, 'base-url': service.origin, ...inputs(service) };
  prepare(service);
  const result = await runAction(given, { env });
  await service.stop();
  expectClean(result);
  expect(service.mistakes).toEqual([]);
  return { service, result };
}

const nothing = () => ({});

describe.concurrent('TLS', () => {
  test('a service with a CA of its own is trusted with NODE_EXTRA_CA_CERTS', async () => {
    const { result, service } = await run({ tls: valid }, nothing, trusting);
    expectSuccess(result);
    expect(service.accepted).toBe(1);
  });

  test.each([
    ['of an unknown CA', valid, {}],
    ['that has expired', expired, trusting],
  ])('a certificate %s ends it at once, with nothing sent', async (_, tls, env) => {
    const { result, service } = await run({ tls }, nothing, env);
    expectFailure(result, 'certificate', { mentions: ['NODE_EXTRA_CA_CERTS'] });
    expect(service.received).toEqual([]);
    expect(service.connections).toBe(1);
  });

  test('a handshake that breaks off is tried again, and nothing is sent twice', async () => {
    const { result, service } = await run({ tls: valid }, nothing, trusting, (service) => {
      service.connectionsToClose = 1;
    });
    expectSuccess(result);
    expect(service.accepted).toBe(1);
    expect(service.count('submit')).toBe(1);
  });

  test('a service that speaks no TLS is certainly not reached', async () => {
    const { result, service } = await run({}, ({ port }) => ({ 'base-url': `https://127.0.0.1:${port}` }));
    expectFailure(result, 'unreachable');
    expect(service.connections).toBe(5);
    expect(service.received).toEqual([]);
  });
});

describe.concurrent('connections', () => {
  test('a refused one is tried again and is certainly safe to run again', async () => {
    const { result } = await run({}, nothing, {}, (service) => service.refuseConnections());
    expectFailure(result, 'unreachable', { mentions: ['ECONNREFUSED', '`base-url`'] });
  });

  test('one that is closed after it was made may have carried the submission', async () => {
    const { result, service } = await run({}, nothing, {}, (service) => {
      service.connectionsToClose = 1;
    });
    expectFailure(result, 'possibly-submitted');
    expect(service.connections).toBe(1);
  });

  test('a host name that does not resolve is tried again and fails in time', async () => {
    const result = await runAction({ ...portrait, 'base-url': 'https://no-such-host.invalid' });
    expectFailure(result, 'unreachable');
  });

  test('a service that is on IPv6 only is reached', async () => {
    const { result } = await run({ host: '::1' }, nothing);
    expectSuccess(result);
  });

  test('a kept one that the service closes between two checks is replaced', async () => {
    const { result, service } = await run({}, nothing, {}, (service) => {
      service.tell = ({ checks }) => ({ status: checks < 3 ? 'Processing' : 'Active' });
      service.always('status', {
        accepts: false,
        answer: (exchange) => {
          exchange.response.on('finish', () => exchange.socket.end());
          usual.answer(exchange);
        },
      });
    });
    expectSuccess(result);
    // No check was lost on the way.
    expect(service.count('status')).toBe(3);
    expect(service.connections).toBe(1 + 3);
  });

  test('a service that disappears and comes back is waited for', async () => {
    const service = await FakeJimmyAi.start();
    service.tell = () => ({ status: 'Processing' });
    const step = runAction({ ...portrait, 'base-url': service.origin });
    await service.requested('status');
    const before = service.connections;
    service.connectionsToClose = 5;
    service.dropConnections();
    // It is asked in vain, and then again.
    await service.requested('status', service.count('status') + 1);
    expect(service.connections).toBeGreaterThan(before + 5);
    service.tell = () => ({ status: 'Active' });
    const result = await step;
    await service.stop();
    expectClean(result);
    expectSuccess(result);
    expect(service.accepted).toBe(1);
  });
});

describe.concurrent('a proxy', () => {
  async function runThrough(
    manner: ProxyManner,
    options: {
      credentials?: string;
      proxy?: (address: string) => string;
      proxyHost?: string;
      env?: Record<string, string>;
      host?: string;
      timeout?: string;
      nodeOptions?: readonly string[];
    } = {},
  ) {
    const service = await FakeJimmyAi.start({ tls: valid });
    const proxy = await FakeProxy.start(manner, service.port, options.credentials ?? null, options.proxyHost);
    const url = (options.proxy ?? ((address) => `http://${address}`))(proxy.address);
    const result = await runAction(
      { ...portrait, 'base-url': `https://${options.host ?? 'jimmyai.test'}`, timeout: options.timeout ?? portrait.timeout },
      { env: { ...trusting, https_proxy: url, ...options.env }, nodeOptions: options.nodeOptions ?? [] },
    );
    await proxy.stop();
    await service.stop();
    expect(result.stdout).not.toContain('p4ssw0rd');
    return { service, proxy, result };
  }

  test('carries the requests to a host that only it knows', async () => {
    const { result, service, proxy } = await runThrough('connects');
    expectClean(result);
    expectSuccess(result);
    expect(service.accepted).toBe(1);
    expect(new Set(proxy.asked)).toEqual(new Set(['jimmyai.test:443']));
  });

  test('may have an IPv6 address', async () => {
    const { result, proxy } = await runThrough('connects', { proxyHost: '::1' });
    expectSuccess(result);
    expect(proxy.asked.length).toBeGreaterThan(0);
  });

  test('to a service whose certificate is for another host ends it at once', async () => {
    const { result, service } = await runThrough('connects', { host: 'other.test' });
    expectFailure(result, 'certificate', { mentions: ['other.test'] });
    expect(service.received).toEqual([]);
  });

  test('gets its password, and no deprecated function is called for it', async () => {
    const { result } = await runThrough('connects', {
      credentials: 'me:p4ss:w0rd',
      proxy: (address) => `http://me:p4ss%3Aw0rd@${address}`,
      nodeOptions: ['--throw-deprecation'],
    });
    expectClean(result);
    expectSuccess(result);
  });

  test.each([
    ['refuses', 'connects', 'me:p4ssw0rd'],
    ['refuses', 'refuses', null],
    ['breaks off', 'closes', null],
  ] as const)('that %s (%s) lets nothing through, and that is certain', async (_, manner, credentials) => {
    const { result, service, proxy } = await runThrough(manner, credentials === null ? {} : { credentials });
    expectFailure(result, 'unreachable');
    expect(proxy.asked).toHaveLength(5);
    expect(service.received).toEqual([]);
  });

  test('that never answers holds nobody up', async () => {
    const { result, service } = await runThrough('hangs', { timeout: '10s' });
    expectFailure(result, 'unreachable');
    expect(service.received).toEqual([]);
  });

  test('is not asked for what no_proxy names', async () => {
    const { result, proxy } = await runThrough('connects', { env: { no_proxy: 'jimmyai.test' } });
    expectFailure(result, 'unreachable');
    expect(proxy.asked).toEqual([]);
  });

  test.each(['socks5', 'socks5h', 'ftp'])('that has the scheme %s is an invalid input', async (scheme) => {
    const { result, proxy, service } = await runThrough('connects', { proxy: (address) => `${scheme}://me:p4ssw0rd@${address}` });
    expectInvalidInputs(result, ['base-url'], { mentions: ['https_proxy', scheme] });
    expect(proxy.asked).toEqual([]);
    expect(service.connections).toBe(0);
  });

  test('that is no URL is an invalid input', async () => {
    const { result, proxy } = await runThrough('connects', { proxy: () => 'not a proxy' });
    expectInvalidInputs(result, ['base-url'], { mentions: ['https_proxy'] });
    expect(proxy.asked).toEqual([]);
  });
});

describe.concurrent('a redirect', () => {
  // `base-url` as the advice would have it.
  const hint = /`base-url` to (https?:\/\/[^\s.]+\.[\w.-]+\w)/;

  test.each([
    ['https://api.viraltok.ai/api/open-api/v1/x?ticket=5ecret', 'https://api.viraltok.ai'],
    ['http://api.example.com/x', undefined],
    ['https://user:password@api.example.com/x', 'https://api.example.com'],
    ['/login', undefined],
    ['ftp://api.example.com/x', undefined],
  ])('to %s names an origin only where `base-url` takes it', async (location, origin) => {
    const { result, service } = await run({}, nothing, {}, (service) => service.always('submit', page(308, '', { location })));
    expectFailure(result, 'base-url', { mentions: ['308'] });
    expect(hint.exec(result.errors[0]?.message ?? '')?.[1]).toBe(origin);
    expect(result.stdout).not.toContain('5ecret');
    expect(service.count('submit')).toBe(1);
  });
});
