import { pipeline } from 'node:stream';

type Encoding = 'gzip' | 'deflate' | 'br';

/**
 * Reverses the `Content-Encoding` of a body: gzip, deflate or Brotli. A body with any other encoding stays as it is.
 * @throws what the body throws, or an `Error` if the encoded bytes are invalid or truncated.
 */
export function decodeBody(body: AsyncIterable<Buffer>, contentEncoding: string | undefined): AsyncIterable<Buffer> {
  const encoding = encodingIn(contentEncoding);
  return encoding === null ? body : decode(body, encoding);
}

async function* decode(body: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const source = body[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done) return;
  const decoder = await createDecoder(encoding, first.value);
  async function* encoded(): AsyncGenerator<Buffer> {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => source };
  }
  // Reading the decoder throws any error.
  pipeline(encoded(), decoder, () => {});
  yield* decoder;
}

/** Whether a body must be decoded. */
export function isEncoded(contentEncoding: string | undefined): boolean {
  return encodingIn(contentEncoding) !== null;
}

function encodingIn(contentEncoding = ''): Encoding | null {
  const [, name = ''] = /^(?:x-)?(gzip|deflate|br)$/.exec(contentEncoding.trim().toLowerCase()) ?? [];
  return name === 'gzip' || name === 'deflate' || name === 'br' ? name : null;
}

async function createDecoder(encoding: Encoding, [firstByte = 0]: Buffer) {
  // Loaded on demand: no request asks for an encoding, so this is rarely needed.
  const { createBrotliDecompress, createInflate, createInflateRaw, createUnzip } = await import('node:zlib');
  switch (encoding) {
    case 'br':
      return createBrotliDecompress();
    case 'gzip':
      return createUnzip();
    case 'deflate':
      // Some servers omit the zlib header.
      return (firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw();
  }
}
