import type http from 'node:http';
import net from 'node:net';
import { HttpClient } from '@actions/http-client';
import { checkBypass, getProxyUrl } from '@actions/http-client/lib/proxy';
import { field, isRecord } from '../json.ts';

// Node.js tries each address of a host for only 250 ms, too short for a host on another continent.
const addressTimeoutMs = 5000;

/**
 * Creates an agent for requests to `origin`, through the proxy that the environment configures, if any.
 * @throws TypeError if the proxy is not a URL.
 */
export function createAgent(origin: string, options: { readonly keepAlive: boolean }): http.Agent {
  net.setDefaultAutoSelectFamilyAttemptTimeout(addressTimeoutMs);
  const agent: http.Agent = new HttpClient(undefined, [], options).getAgent(origin);
  adaptToProxy(agent);
  return agent;
}

/**
 * Fixes two defects of a proxy agent: it would look up an IPv6 address of the proxy with its brackets, and call a deprecated function to
 * encode the credentials.
 */
function adaptToProxy(agent: http.Agent): void {
  const proxy = field(agent, 'proxyOptions');
  if (!isRecord(proxy)) return;
  if (typeof proxy['host'] === 'string') proxy['host'] = proxy['host'].replace(/^\[(.*)\]$/, '$1');
  const { proxyAuth: credentials } = proxy;
  const request = field(agent, 'request');
  if (typeof credentials !== 'string' || typeof request !== 'function') return;
  delete proxy['proxyAuth'];
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  // The agent's own `request` knows whether the connection to the proxy is encrypted.
  const connect = (options: http.RequestOptions) =>
    request({ ...options, headers: { ...Object(options.headers), 'proxy-authorization': authorization } });
  Object.assign(agent, { request: connect });
}

/** Returns why the proxy configured for `origin` can't be used, or `null`. The HTTP client would silently bypass such a proxy. */
export function problemWithProxyUrl(origin: string): string | null {
  const url = new URL(origin);
  const variable = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = process.env[variable] || process.env[variable.toUpperCase()];
  if (!proxy || checkBypass(url)) return null;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(proxy)?.[1] ?? '';
  if (scheme !== '' && !/^https?$/i.test(scheme)) return `has the scheme ${scheme}. Only http:// and https:// proxies are supported`;
  try {
    return getProxyUrl(url) === undefined ? 'is not a URL' : null;
  } catch {
    return 'is not a URL';
  }
}

/** Whether requests to `origin` go through a proxy. */
export function usesProxy(origin: string): boolean {
  return getProxyUrl(new URL(origin)) !== undefined;
}

/** Whether the proxy refused to connect to the host of a request. Only the HTTP client's error message says so. */
export function isForbiddenByProxy({ message }: Error): boolean {
  const [, status = ''] = /^tunneling socket could not be established, statusCode=(\d{3})$/.exec(message) ?? [];
  return /^4/.test(status) && status !== '408' && status !== '429';
}
