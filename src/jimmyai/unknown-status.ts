import type { TextGuard } from '../step/text-guard.ts';

const maxWarnings = 5;

/** Returns a function that warns about unknown statuses: once each, and only about the first few. */
export function unknownStatusWarner(redactor: TextGuard, warnOnce: (text: string, title: string) => void): (status: string) => void {
  const seen = new Set<string>();
  return (status) => {
    if (seen.size >= maxWarnings || seen.has(status)) return;
    seen.add(status);
    warnOnce(`JimmyAI reported the unknown status “${redactor.excerpt(status)}”. Polling continues.`, 'Unknown status');
  };
}
