import http from 'node:http';
import { messageOf } from '../errors.ts';
import { createAgent } from './agent.ts';
import { type ExchangeRequest, exchange, type Reply } from './exchange.ts';

/** A request, and over which connection it goes. */
export interface HttpRequest extends ExchangeRequest {
  /** `fresh`: a connection of its own that no other request has used. */
  readonly connection: 'kept' | 'fresh';
}

/** Sends a request. Resolves with the head of the response, within the request's bounds. Never rejects. */
export type Send = (request: HttpRequest) => Promise<Reply>;

/** Sends requests through the proxy that the environment names, if any. */
export class Sender {
  readonly #kept = new Map<string, http.Agent>();

  readonly send: Send = async (request) => {
    try {
      return await exchange(request, this.#agentFor(request));
    } catch (error) {
      return { kind: 'not-sent', cause: messageOf(error) };
    }
  };

  /** Closes the connections that are kept for further requests. */
  close(): void {
    // An agent that goes through a proxy keeps no connections, and is none of Node.js's own.
    for (const agent of this.#kept.values()) if (agent instanceof http.Agent) agent.destroy();
  }

  #agentFor({ url: { origin }, connection }: HttpRequest): http.Agent {
    if (connection === 'fresh') return createAgent(origin, { keepAlive: false });
    const agent = this.#kept.get(origin) ?? createAgent(origin, { keepAlive: true });
    this.#kept.set(origin, agent);
    return agent;
  }
}
