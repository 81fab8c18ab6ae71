import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeBody, isEncoded } from '../../../../src/step/net/decode-body.ts';

const content = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * index) >> 7));

async function* chunksOf(bytes: Buffer, error?: Error): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += 1000) yield bytes.subarray(start, start + 1000);
  if (error !== undefined) throw error;
}

async function decoded(body: AsyncIterable<Buffer>, encoding: string | undefined): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of decodeBody(body, encoding)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const encodings: readonly (readonly [string, Buffer])[] = [
  ['gzip', gzipSync(content)],
  ['x-gzip', gzipSync(content)],
  ['GZIP', gzipSync(content)],
  ['deflate', deflateSync(content)],
  ['deflate', deflateRawSync(content)],
  ['br', brotliCompressSync(content)],
];

describe('a body', () => {
  test.each(encodings)('encoded with %s is decoded', async (encoding, bytes) => {
    expect(isEncoded(encoding)).toBe(true);
    expect((await decoded(chunksOf(bytes), encoding)).equals(content)).toBe(true);
  });

  test.each(encodings)('encoded with %s that ends early is an error', async (encoding, bytes) => {
    await expect(decoded(chunksOf(bytes.subarray(0, -20)), encoding)).rejects.toThrow();
  });

  test.each(encodings)('encoded with %s that breaks off throws the cause', async (encoding, bytes) => {
    await expect(decoded(chunksOf(bytes.subarray(0, 900), new Error('a reset')), encoding)).rejects.toThrow('a reset');
  });

  test.each([undefined, '', 'identity', 'aws-chunked', 'zstd'])('with the encoding %j stays as it is', async (encoding) => {
    expect(isEncoded(encoding)).toBe(false);
    expect((await decoded(chunksOf(content), encoding)).equals(content)).toBe(true);
  });

  test('without any bytes has none, whatever its encoding', async () => {
    expect(await decoded(chunksOf(Buffer.alloc(0)), 'gzip')).toEqual(Buffer.alloc(0));
  });

  test.each(['gzip', undefined])('that is no longer read is abandoned (%j)', async (encoding) => {
    let isGivenUp = false;
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        yield* chunksOf(gzipSync(content));
        for (;;) yield Buffer.alloc(1000);
      } finally {
        isGivenUp = true;
      }
    }
    for await (const _ of decodeBody(endless(), encoding)) break;
    await expect.poll(() => isGivenUp).toBe(true);
  });
});
