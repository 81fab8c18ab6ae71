/**
 * Stands in for `@actions/exec` in the bundle (`paths` in tsconfig.json). `@actions/core` imports this one function of it,
 * for `platform.getDetails()`, which nobody calls here.
 */
export function getExecOutput(): never {
  throw new Error('@actions/exec is not in this bundle');
}
