import type { PartialFile } from '../step/files/partial-file.ts';

/** How many bytes the head of a file needs to have to be judged. */
export const headLength = 12;

// A minute of fragments, one per frame, has some thousand boxes.
const maxBoxes = 50_000;
const maxHeaderLength = 16;

const notVideo = 'the content is not a video';
const cutShort = 'the video is cut short';
const withoutMovie = `${notVideo}: it has no moov box`;

/** What is wrong with a file as a video by its first twelve bytes, or `null`: MP4 and MOV begin with the box `ftyp`, WebM with the EBML mark. */
export function problemWithHead(head: Buffer): string | null {
  if (head.length < headLength) return head.length === 0 ? 'the file is empty' : notVideo;
  if (isWebM(head)) return null;
  if (head.toString('latin1', 4, 8) !== 'ftyp') return notVideo;
  const majorBrand = head.toString('latin1', 8, 12);
  if (/^(?:M4[ABP]|F4[AB]) $/.test(majorBrand)) return `${notVideo}, but a sound`;
  return /^(?:avi[fs]|hei[cmsx]|hev[cmsx]|m[is]f1)$/.test(majorBrand) ? `${notVideo}, but an image` : null;
}

/**
 * What is wrong with a complete file as a video, or `null`. An MP4 or MOV is whole if its top-level boxes end where the file ends.
 * `hasKnownEnd`: whether the transfer told where the file ends; without that the boxes have to.
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
    // The last box may leave its length out.
    if (box.length === 0) return hasMovie ? notKnownToEnd : withoutMovie;
    offset += box.length;
  }
  if (offset > part.size) return cutShort;
  return hasMovie ? null : withoutMovie;
}

function isWebM(head: Buffer): boolean {
  return head.readUInt32BE(0) === 0x1a45dfa3;
}

/** The length of a box in bytes, 0 where it goes on to the end of the file, and its type; `null` if that is no header of a box. */
function readBox(header: Buffer): { readonly length: number; readonly type: string } | null {
  if (header.length < 8) return null;
  const type = header.toString('latin1', 4, 8);
  const shortLength = header.readUInt32BE(0);
  if (shortLength !== 1) return shortLength === 0 || shortLength >= 8 ? { length: shortLength, type } : null;
  const length = header.length < maxHeaderLength ? 0 : Number(header.readBigUInt64BE(8));
  return length >= maxHeaderLength ? { length, type } : null;
}
