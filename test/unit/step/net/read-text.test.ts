import { expect, test } from 'vitest';
import { readText } from '../../../../src/step/net/read-text.ts';

async function* bytesOf(...chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

test('a body is the text of all its chunks', async () => {
  expect(await readText(bytesOf(Buffer.from('{"a"'), Buffer.from(':1}')), 100)).toEqual({ kind: 'whole', text: '{"a":1}' });
  expect(await readText(bytesOf(), 100)).toEqual({ kind: 'whole', text: '' });
});

test('a character that is cut between two chunks stays whole', async () => {
  const bytes = Buffer.from('张三🙂');
  for (let cut = 1; cut < bytes.length; cut++) {
    const body = bytesOf(bytes.subarray(0, cut), bytes.subarray(cut));
    expect(await readText(body, 100)).toEqual({ kind: 'whole', text: '张三🙂' });
  }
});

test('what is no UTF-8 is replaced, and does not throw', async () => {
  expect(await readText(bytesOf(Buffer.from([0x61, 0xff, 0xfe])), 100)).toEqual({ kind: 'whole', text: 'a\ufffd\ufffd' });
});

test('a body may have just as many bytes as are allowed, and no more', async () => {
  const body = () => bytesOf(Buffer.alloc(2 ** 20, ' '), Buffer.from('x'));
  expect(await readText(body(), 2 ** 20 + 1)).toMatchObject({ kind: 'whole' });
  expect(await readText(body(), 2 ** 20)).toEqual({ kind: 'flawed', cause: expect.stringContaining('1 MiB') });
});

test('of a body that never ends no more is read than is allowed, and the rest is given up', async () => {
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
  expect(await readText(endless(), 10_000)).toMatchObject({ kind: 'flawed' });
  expect({ read, isGivenUp }).toEqual({ read: 11, isGivenUp: true });
});

test('a body that breaks off is told with its cause, and not as what was there of it', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('{"code":0}');
    throw new Error('a reset');
  }
  expect(await readText(broken(), 100)).toEqual({ kind: 'flawed', cause: expect.stringContaining('a reset') });
});
