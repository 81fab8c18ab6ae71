import { pipeline } from 'node:stream';

type Encoding = 'gzip' | 'deflate' | 'br';

/**
 * The bytes of a body as they were before `contentEncoding`; gzip, deflate and Brotli are known.
 * @throws what the body throws, and an `Error` where the encoded bytes are wrong or end too soon.
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
  // What goes wrong is thrown where the decoder is read.
  pipeline(encoded(), decoder, () => {});
  yield* decoder;
}

/** Whether the bytes of a body are not those of what it carries. */
export function isEncoded(contentEncoding: string | undefined): boolean {
  return encodingIn(contentEncoding) !== null;
}

function encodingIn(contentEncoding = ''): Encoding | null {
  const [, name = ''] = /^(?:x-)?(gzip|deflate|br)$/.exec(contentEncoding.trim().toLowerCase()) ?? [];
  return name === 'gzip' || name === 'deflate' || name === 'br' ? name : null;
}

async function createDecoder(encoding: Encoding, [firstByte = 0]: Buffer) {
  // Hardly ever needed: no server was asked for it.
  const { createBrotliDecompress, createInflate, createInflateRaw, createUnzip } = await import('node:zlib');
  switch (encoding) {
    case 'br':
      return createBrotliDecompress();
    case 'gzip':
      return createUnzip();
    case 'deflate':
      // Some servers send it without its header.
      return (firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw();
  }
}
