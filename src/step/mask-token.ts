import { maskInLog } from './commands.ts';
import type { Redactor } from './redactor.ts';

/** The token in an input: without a leading `Bearer` and the white space around it. */
export function tokenIn(text: string): string {
  return text.trim().replace(/^bearer(?:\s+|$)/i, '');
}

/**
 * Masks the token in every form that the workflow may have written it in: before anything else, since anything may print it. The
 * runner and the redactor look for whole texts: as it was written, without its surroundings, and as it is sent.
 */
export function maskToken(input: string, redactor: Redactor): void {
  for (const secret of new Set([input, input.trim(), tokenIn(input)])) {
    if (secret.trim() === '') continue;
    maskInLog(secret);
    redactor.addToken(secret);
  }
}
