import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readText } from '../../../../src/step/net/read-text.ts';

async function* bytesOf(...chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

/** The text of a response with this body, of at most `maxBytes`. */
function textOf(body: AsyncIterable<Buffer>, maxBytes: number, encoding?: string) {
  return readText({ headers: encoding === undefined ? {} : { 'content-encoding': encoding }, body }, maxBytes);
}

test('a body is the text of all its chunks', async () => {
  expect(await textOf(bytesOf(Buffer.from('{"a"'), Buffer.from(':1}')), 100)).toEqual({ kind: 'whole', text: '{"a":1}' });
  expect(await textOf(bytesOf(), 100)).toEqual({ kind: 'whole', text: '' });
});

test('a character that is cut between two chunks stays whole', async () => {
  const bytes = Buffer.from('张三🙂');
  for (let cut = 1; cut < bytes.length; cut++) {
    const body = bytesOf(bytes.subarray(0, cut), bytes.subarray(cut));
    expect(await textOf(body, 100)).toEqual({ kind: 'whole', text: '张三🙂' });
  }
});

test('invalid UTF-8 is replaced and does not throw', async () => {
  expect(await textOf(bytesOf(Buffer.from([0x61, 0xff, 0xfe])), 100)).toEqual({ kind: 'whole', text: 'a\ufffd\ufffd' });
});

test('a body may have exactly the maximum number of bytes, and no more', async () => {
  const body = () => bytesOf(Buffer.alloc(2 ** 20, ' '), Buffer.from('x'));
  expect(await textOf(body(), 2 ** 20 + 1)).toMatchObject({ kind: 'whole' });
  expect(await textOf(body(), 2 ** 20)).toMatchObject({ kind: 'flawed', cause: expect.stringContaining('1 MiB') });
});

test('an endless body is read up to the maximum, and the rest is abandoned', async () => {
  let read = 0;
  let isGivenUp = false;
  async function* endless(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        read++;
        yield Buffer.alloc(1000);
      }
    } finally {
      isGivenUp = true;
    }
  }
  expect(await textOf(endless(), 10_000)).toMatchObject({ kind: 'flawed' });
  expect({ read, isGivenUp }).toEqual({ read: 11, isGivenUp: true });
});

test('a body that breaks off is returned as far as it arrived, with the cause', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('{"code":0');
    throw new Error('a reset');
  }
  expect(await textOf(broken(), 100)).toEqual({ kind: 'flawed', text: '{"code":0', cause: expect.stringContaining('a reset') });
});

test.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
])('a body in %s is its text', async (encoding, compress) => {
  const bytes = compress('{"code":0,"msg":"成功"}');
  const body = bytesOf(bytes.subarray(0, 10), bytes.subarray(10));
  expect(await textOf(body, 100, encoding)).toEqual({ kind: 'whole', text: '{"code":0,"msg":"成功"}' });
});

test.each(['identity', 'utf-8', ''])('a body in %j stays as it is', async (encoding) => {
  expect(await textOf(bytesOf(Buffer.from('{}')), 100, encoding)).toEqual({ kind: 'whole', text: '{}' });
});

test.each([
  ['gzip', Buffer.from('{}')],
  ['gzip', gzipSync('{"code":0}').subarray(0, 15)],
  ['deflate', deflateSync('{"code":0}').subarray(0, 10)],
  ['br', brotliCompressSync('{"code":0}').subarray(0, 8)],
])('a body that is truncated or invalid in %s is flawed', async (encoding, bytes) => {
  expect(await textOf(bytesOf(bytes), 100, encoding)).toMatchObject({ kind: 'flawed', cause: expect.stringContaining('incomplete') });
});

test('a body that is too long only once decoded is abandoned', async () => {
  for (const [encoding, compress] of [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const) {
    const bytes = compress(Buffer.alloc(2 ** 20));
    expect(bytes.length).toBeLessThan(10_000);
    expect(await textOf(bytesOf(bytes), 10_000, encoding)).toMatchObject({ kind: 'flawed' });
  }
});

test('an empty body is empty, whatever its encoding', async () => {
  expect(await textOf(bytesOf(), 100, 'gzip')).toEqual({ kind: 'whole', text: '' });
});
