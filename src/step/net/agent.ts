import type http from 'node:http';
import { HttpClient } from '@actions/http-client';
import { checkBypass, getProxyUrl } from '@actions/http-client/lib/proxy';
import { field, isRecord } from '../json.ts';

/**
 * An agent for requests to `origin`, through the proxy that the environment names, if any.
 * @throws TypeError if that is not a URL.
 */
export function createAgent(origin: string, options: { readonly keepAlive: boolean }): http.Agent {
  const agent: http.Agent = new HttpClient(undefined, [], options).getAgent(origin);
  // An agent that goes through a proxy would look up its address with the brackets that a URL needs for IPv6.
  const proxy = field(agent, 'proxyOptions');
  if (isRecord(proxy) && typeof proxy['host'] === 'string') proxy['host'] = proxy['host'].replace(/^\[(.*)\]$/, '$1');
  return agent;
}

/** Whether the environment names a proxy for `origin` that is no URL: the HTTP client would silently go past it. */
export function namesUnusableProxy(origin: string): boolean {
  const url = new URL(origin);
  const variable = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = process.env[variable] || process.env[variable.toUpperCase()];
  if (!proxy || checkBypass(url)) return false;
  try {
    return getProxyUrl(url) === undefined;
  } catch {
    return true;
  }
}

/** Whether requests to `origin` go through a proxy. */
export function usesProxy(origin: string): boolean {
  return getProxyUrl(new URL(origin)) !== undefined;
}
