import type { PartialFile } from '../step/files/partial-file.ts';

/** How many bytes `problemWithHead` needs. */
export const headLength = 12;

// A one-minute video with a fragment per frame has a few thousand boxes.
const maxBoxes = 50_000;
const maxHeaderLength = 16;

const notVideo = 'the content is not a video';
const cutShort = 'the video is cut short';
const withoutMovie = `${notVideo}: it has no moov box`;

/** Returns why the first bytes of a file can't be a video's, or `null`. MP4 and MOV start with an `ftyp` box, WebM with the EBML magic. */
export function problemWithHead(head: Buffer): string | null {
  if (head.length < headLength) return head.length === 0 ? 'the file is empty' : notVideo;
  if (isWebM(head)) return null;
  if (head.toString('latin1', 4, 8) !== 'ftyp') return notVideo;
  const majorBrand = head.toString('latin1', 8, 12);
  if (/^(?:M4[ABP]|F4[AB]) $/.test(majorBrand)) return `${notVideo}, but a sound`;
  return /^(?:avi[fs]|hei[cmsx]|hev[cmsx]|m[is]f1)$/.test(majorBrand) ? `${notVideo}, but an image` : null;
}

/**
 * Resolves to why a complete file is not a complete video, or `null`. An MP4 or MOV is complete if its top-level boxes end exactly at the
 * end of the file. `hasKnownEnd`: whether the transfer marked the end of the file; if not, the boxes must.
 * @throws FileWriteError if the file can't be read.
 */
export async function problemWithVideo(part: PartialFile, hasKnownEnd: boolean): Promise<string | null> {
  const problem = problemWithHead(part.head);
  if (problem !== null) return problem;
  const notKnownToEnd = hasKnownEnd ? null : 'nothing tells whether the video is whole';
  if (isWebM(part.head)) return notKnownToEnd;
  let hasMovie = false;
  let offset = 0;
  for (let boxes = 0; offset < part.size; boxes++) {
    const box = boxes < maxBoxes ? readBox(await part.read(offset, maxHeaderLength)) : null;
    if (box === null) return `${notVideo}, or a broken one`;
    hasMovie ||= box.type === 'moov';
    // The last box may omit its length.
    if (box.length === 0) return hasMovie ? notKnownToEnd : withoutMovie;
    offset += box.length;
  }
  if (offset > part.size) return cutShort;
  return hasMovie ? null : withoutMovie;
}

function isWebM(head: Buffer): boolean {
  return head.readUInt32BE(0) === 0x1a45dfa3;
}

/** Reads a box's type and length in bytes (0 if it extends to the end of the file); `null` if the header is invalid. */
function readBox(header: Buffer): { readonly length: number; readonly type: string } | null {
  if (header.length < 8) return null;
  const type = header.toString('latin1', 4, 8);
  const shortLength = header.readUInt32BE(0);
  if (shortLength !== 1) return shortLength === 0 || shortLength >= 8 ? { length: shortLength, type } : null;
  const length = header.length < maxHeaderLength ? 0 : Number(header.readBigUInt64BE(8));
  return length >= maxHeaderLength ? { length, type } : null;
}
