/**
 * Stands in for `undici` in the bundle (`paths` in tsconfig.json). `@actions/http-client` imports this one class of it, for
 * `getAgentDispatcher()`, which nobody calls here.
 */
export class ProxyAgent {
  constructor() {
    throw new Error('undici is not in this bundle');
  }
}
