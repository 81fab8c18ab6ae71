/**
 * Replaces `undici` in the bundle (`paths` in tsconfig.json). `@actions/http-client` imports only this class, for
 * `getAgentDispatcher()`, which is never called here.
 */
export class ProxyAgent {
  constructor() {
    throw new Error('undici is not in this bundle');
  }
}
