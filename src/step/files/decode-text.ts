import type { Parsed } from '../problem.ts';

const lfsPointer = 'version https://git-lfs.github.com/spec/v1';

/** The problem with a file that Git LFS left in place of the real one. */
export const lfsPointerProblem = 'is a Git LFS pointer, not the file itself. Set lfs: true for actions/checkout';

/** Whether a file that begins with `start` is a Git LFS pointer. */
export function isLfsPointer(start: Uint8Array): boolean {
  return Buffer.from(start.subarray(0, lfsPointer.length)).toString('latin1') === lfsPointer;
}

/** Decodes the text of a file, or says why it can't. Invalid bytes are never replaced: a wrongly decoded name is another name. */
export function decodeText(bytes: Uint8Array): Parsed<string> {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { problem: 'is UTF-16, not UTF-8: save the file as UTF-8' };
  if (isLfsPointer(bytes)) return { problem: lfsPointerProblem };
  const text = decodeUtf8(bytes);
  if (text === null) return { problem: 'is not UTF-8: save the file as UTF-8' };
  const conflict = /^<{7}(?: |\r?$)/m.exec(text);
  if (conflict !== null) {
    const line = text.slice(0, conflict.index).split('\n').length;
    return { problem: `has a conflict marker of Git in line ${line}. Resolve the conflict` };
  }
  return { value: text };
}

/** Returns the text without its byte order mark, or `null` if it is not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
