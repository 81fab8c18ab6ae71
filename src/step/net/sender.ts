import http from 'node:http';
import { messageOf } from '../errors.ts';
import { createAgent } from './agent.ts';
import { type ExchangeRequest, exchange, type Reply } from './exchange.ts';

/** A request, and the kind of connection to send it over. */
export interface HttpRequest extends ExchangeRequest {
  /** `fresh`: a new connection that no other request uses. */
  readonly connection: 'kept' | 'fresh';
}

/** Sends a request. Resolves to the head of the response or the reason for its absence, within the request's limits. Never rejects. */
export type Send = (request: HttpRequest) => Promise<Reply>;

/** Sends requests, through the proxy that the environment configures, if any. */
export class Sender {
  readonly #kept = new Map<string, http.Agent>();

  readonly send: Send = async (request) => {
    try {
      return await exchange(request, this.#agentFor(request));
    } catch (error) {
      return { kind: 'not-sent', cause: messageOf(error) };
    }
  };

  /** Closes the connections that are kept alive. */
  close(): void {
    // A proxy agent is not an `http.Agent` and keeps no connections.
    for (const agent of this.#kept.values()) if (agent instanceof http.Agent) agent.destroy();
  }

  #agentFor({ url: { origin }, connection }: HttpRequest): http.Agent {
    if (connection === 'fresh') return createAgent(origin, { keepAlive: false });
    const agent = this.#kept.get(origin) ?? createAgent(origin, { keepAlive: true });
    this.#kept.set(origin, agent);
    return agent;
  }
}
