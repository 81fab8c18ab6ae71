/**
 * Stands in for `undici` in the bundle (see `paths` in tsconfig.json). `@actions/http-client` imports this one class of
 * it, for `getAgentDispatcher()`, which this action never calls.
 */
export class ProxyAgent {
  constructor() {
    throw new Error('undici is not part of this bundle');
  }
}
