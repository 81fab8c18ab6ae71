/** Whether a step carries out its plan or only shows it. */
export type Mode = { readonly kind: 'run'; readonly token: string } | { readonly kind: 'dry-run' };

/** Returns the mode that the inputs select; `null` if one of them is invalid. A dry run needs no token. */
export function modeOf({ dryRun, token }: { readonly dryRun: boolean | null; readonly token: string | null }): Mode | null {
  if (dryRun === true) return { kind: 'dry-run' };
  return dryRun === null || token === null ? null : { kind: 'run', token };
}
