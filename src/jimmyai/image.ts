import { createHash } from 'node:crypto';
import { formatBytes } from '../step/bytes.ts';
import { isLfsPointer, lfsPointerProblem } from '../step/files/decode-text.ts';
import { FileProblem, openInWorkspace } from '../step/files/workspace.ts';

/** An image in the workspace that has been inspected and can be uploaded. */
export interface ImageFile {
  /** As the workflow wrote it. */
  readonly path: string;
  readonly workspace: string;
  /** In bytes. */
  readonly size: number;
  readonly type: ImageType;
  /** The SHA-256 of its content in hexadecimal; `null` if the content has not been hashed. */
  readonly sha256: string | null;
}

/** The type of an image, detected from its content. */
export interface ImageType {
  readonly extension: string;
  readonly mime: string;
}

// The limit for an upload in the vendor's documentation.
const maxImageBytes = 100_000_000;

const signatures: readonly { readonly type: ImageType; readonly matches: (start: Buffer) => boolean }[] = [
  { type: { extension: 'jpg', mime: 'image/jpeg' }, matches: (start) => start.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) },
  {
    type: { extension: 'png', mime: 'image/png' },
    matches: (start) => start.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
  },
  { type: { extension: 'webp', mime: 'image/webp' }, matches: (start) => /^RIFF.{4}WEBP/s.test(start.toString('latin1')) },
  { type: { extension: 'bmp', mime: 'image/bmp' }, matches: (start) => /^BM.{4}\0{4}/s.test(start.toString('latin1')) },
  { type: { extension: 'gif', mime: 'image/gif' }, matches: (start) => /^GIF8[79]a/.test(start.toString('latin1')) },
];

const startBytes = 64;

// File brands from ISO/IEC 23008-12 and the AV1 Image File Format, the most specific first.
const otherFormats: readonly { readonly name: string; readonly brand: RegExp }[] = [
  { name: 'AVIF', brand: /^avi[fs]$/ },
  { name: 'HEIC', brand: /^he(?:ic|ix|im|is|vc|vx|vm|vs)$/ },
  { name: 'HEIF', brand: /^m(?:if|sf)\d$/ },
];

/**
 * Inspects the image at `imagePath`, relative to `workspace`.
 * @throws FileProblem if the image can't be uploaded.
 */
export async function inspectImage(workspace: string, imagePath: string): Promise<ImageFile> {
  await using handle = await openInWorkspace(workspace, imagePath);
  const { size } = await handle.stat();
  if (size === 0) throw new FileProblem(imagePath, 'is empty');
  if (size > maxImageBytes)
    throw new FileProblem(imagePath, `is ${formatBytes(size)} (${size} bytes). JimmyAI accepts up to ${formatBytes(maxImageBytes)}`);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(startBytes), 0, startBytes, 0);
  const start = buffer.subarray(0, bytesRead);
  const type = signatures.find(({ matches }) => matches(start))?.type;
  if (type === undefined) throw new FileProblem(imagePath, describeUnusable(start));
  return { path: imagePath, workspace, size, type, sha256: null };
}

/** Describes a file that starts with `start` and is not an image that JimmyAI accepts. */
function describeUnusable(start: Buffer): string {
  if (isLfsPointer(start)) return lfsPointerProblem;
  const brands = brandsIn(start);
  const format = otherFormats.find(({ brand }) => brands.some((text) => brand.test(text)));
  if (format === undefined) return 'is not a JPEG, PNG, WebP, BMP or GIF image';
  return `is ${format.name}, not JPEG, PNG, WebP, BMP or GIF. Convert the image to JPEG or PNG`;
}

/** The brands in the `ftyp` box (ISO/IEC 14496-12) at the start of a file; empty if there is no such box. */
function brandsIn(start: Buffer): readonly string[] {
  if (start.toString('latin1', 4, 8) !== 'ftyp') return [];
  const end = Math.min(start.readUInt32BE(0), start.length);
  const brands = [start.toString('latin1', 8, 12)];
  for (let index = 16; index + 4 <= end; index += 4) brands.push(start.toString('latin1', index, index + 4));
  return brands;
}

/**
 * Yields the bytes of an image as it was when inspected.
 * @throws FileProblem if the file has changed since; before the last byte.
 */
export async function* readImage({ workspace, path: imagePath, size, sha256 }: ImageFile): AsyncGenerator<Buffer> {
  const changed = () => new FileProblem(imagePath, 'changed while the step ran');
  await using handle = await openInWorkspace(workspace, imagePath);
  if ((await handle.stat()).size !== size) throw changed();
  const hash = sha256 === null ? null : createHash('sha256');
  let left = size;
  for await (const chunk of handle.createReadStream({ end: size - 1, autoClose: false, highWaterMark: 256 * 1024 })) {
    hash?.update(chunk);
    left -= chunk.length;
    if (left === 0 && (hash?.digest('hex') ?? null) !== sha256) throw changed();
    yield chunk;
  }
  if (left > 0) throw new FileProblem(imagePath, 'was cut short while the step read it');
}

/**
 * Resolves to the image with the SHA-256 of its content.
 * @throws FileProblem if the file can't be read, or `signal` aborts first.
 */
export async function hashImage(file: ImageFile, signal: AbortSignal): Promise<ImageFile & { readonly sha256: string }> {
  const hash = createHash('sha256');
  for await (const chunk of readImage(file)) {
    if (signal.aborted) throw new FileProblem(file.path, 'could not be read before the timeout');
    hash.update(chunk);
  }
  return { ...file, sha256: hash.digest('hex') };
}
