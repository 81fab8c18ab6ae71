/**
 * Replaces `@actions/exec` in the bundle (`paths` in tsconfig.json). `@actions/core` imports only this function, for
 * `platform.getDetails()`, which is never called here.
 */
export function getExecOutput(): never {
  throw new Error('@actions/exec is not in this bundle');
}
