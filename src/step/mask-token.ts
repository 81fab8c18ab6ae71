import { maskInLog } from './commands.ts';
import type { Redactor } from './redactor.ts';

/** Returns the token in an input, without white space around it and a leading `Bearer`. */
export function tokenIn(text: string): string {
  return text.trim().replace(/^bearer(?:\s+|$)/i, '');
}

/**
 * Masks the token as written, trimmed, and as sent: the runner and the redactor match whole texts. Call this first, because anything
 * else may print the token.
 */
export function maskToken(input: string, redactor: Redactor): void {
  for (const secret of new Set([input, input.trim(), tokenIn(input)])) {
    if (secret.trim() === '') continue;
    maskInLog(secret);
    redactor.addToken(secret);
  }
}
