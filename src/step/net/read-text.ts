import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { messageOf } from '../errors.ts';

/** The text of a body, or as much of it as came, and why no more did. */
export type TextBody =
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'flawed'; readonly text: string; readonly cause: string };

/** Reads a body as UTF-8, up to `maxBytes`, whatever its `Content-Encoding`. Never rejects. */
export async function readText(
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: AsyncIterable<Buffer> },
  maxBytes: number,
): Promise<TextBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  const tooLong = `the response is longer than ${maxBytes / 2 ** 20} MiB`;
  const flawed = (cause: string): TextBody => ({ kind: 'flawed', text: new TextDecoder().decode(Buffer.concat(chunks)), cause });
  try {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > maxBytes) return flawed(tooLong);
      chunks.push(chunk);
    }
    const bytes = await decompress(Buffer.concat(chunks), headers['content-encoding'] ?? '', maxBytes);
    return { kind: 'whole', text: new TextDecoder().decode(bytes) };
  } catch (error) {
    return flawed(`the response is incomplete: ${messageOf(error)}`);
  }
}

async function decompress(bytes: Buffer, encoding: string, maxOutputLength: number): Promise<Buffer> {
  if (!/^(?:x-)?(?:gzip|deflate|br)$/i.test(encoding) || bytes.length === 0) return bytes;
  // Hardly ever needed: no server was asked for it.
  const { brotliDecompress, inflate, inflateRaw, unzip } = await import('node:zlib');
  if (encoding.toLowerCase() === 'br') return promisify(brotliDecompress)(bytes, { maxOutputLength });
  // Some servers send `deflate` without its header.
  const isRaw = encoding.toLowerCase() === 'deflate' && ((bytes[0] ?? 0) & 0x0f) !== 8;
  return isRaw
    ? promisify(inflateRaw)(bytes, { maxOutputLength })
    : promisify(encoding.toLowerCase() === 'deflate' ? inflate : unzip)(bytes, { maxOutputLength });
}
