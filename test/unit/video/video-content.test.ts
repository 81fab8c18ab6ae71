import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PartialFile } from '../../../src/step/files/partial-file.ts';
import { problemWithVideo } from '../../../src/video/video-content.ts';
import { boxOf, mp4Of } from '../../support/fake-videos.ts';
import { newFolder } from '../../support/new-folder.ts';

/** What is wrong with a file of these bytes. */
async function problemWith(content: Buffer, hasKnownEnd = true): Promise<string | null> {
  const part = await PartialFile.create(path.join(await newFolder(), 'video.mp4'));
  onTestFinished(() => part.discard());
  await part.append(content);
  return await problemWithVideo(part, hasKnownEnd);
}

const ftyp = boxOf('ftyp', Buffer.from('mp42\0\0\0\0', 'latin1'));
const moov = boxOf('moov');

/** A box whose length has 64 bits. */
function longBoxOf(type: string, content: Buffer, length = 16 + content.length): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1);
  header.write(type, 4, 'latin1');
  header.writeBigUInt64BE(BigInt(length), 8);
  return Buffer.concat([header, content]);
}

const toTheEnd = Buffer.concat([Buffer.from('\0\0\0\0mdat', 'latin1'), Buffer.alloc(100)]);

describe('a video is', () => {
  test.each<[string, Buffer]>([
    ['an MP4', mp4Of('mp42')],
    ['an MP4 with its moov box at the end', Buffer.concat([ftyp, boxOf('mdat', Buffer.alloc(100)), moov])],
    ['a MOV', mp4Of('qt  ')],
    ['an MP4 with a box of 64 bits', Buffer.concat([ftyp, moov, longBoxOf('mdat', Buffer.alloc(100))])],
    ['an MP4 in some thousand fragments', Buffer.concat([ftyp, moov, ...Array.from({ length: 3000 }, () => boxOf('moof'))])],
  ])('%s, whether or not the transfer marked its end', async (_, content) => {
    expect(await problemWith(content)).toBeNull();
    expect(await problemWith(content, false)).toBeNull();
  });

  test.each<[string, Buffer]>([
    ['a WebM', Buffer.from('\x1a\x45\xdf\xa3 and the rest', 'latin1')],
    ['an MP4 whose last box goes on to the end', Buffer.concat([ftyp, moov, toTheEnd])],
  ])('%s, if the transfer marked its end', async (_, content) => {
    expect(await problemWith(content)).toBeNull();
    expect(await problemWith(content, false)).toMatch(/whole/);
  });
});

describe('no video is', () => {
  test.each(['M4A ', 'M4B ', 'M4P ', 'F4A '])('a sound (%s)', async (brand) => {
    expect(await problemWith(mp4Of(brand))).toMatch(/sound/);
  });

  test.each(['avif', 'heic', 'heix', 'mif1', 'msf1', 'avis', 'hevc'])('an image (%s)', async (brand) => {
    expect(await problemWith(mp4Of(brand))).toMatch(/image/);
  });

  test.each<[string, Buffer, RegExp]>([
    ['nothing', Buffer.alloc(0), /empty/],
    ['a page', Buffer.from('<html>expired</html>'), /not a video/],
    ['a PNG', Buffer.from('\x89PNG\r\n\x1a\n and more', 'latin1'), /not a video/],
    ['an MP4 that is cut in its last box', mp4Of('mp42', Buffer.alloc(100)).subarray(0, -1), /cut short/],
    ['an MP4 that is cut in the header of a box', mp4Of('mp42', Buffer.alloc(0)).subarray(0, -3), /broken/],
    ['an MP4 with something behind its last box', Buffer.concat([mp4Of('mp42'), Buffer.alloc(3)]), /broken/],
    ['an MP4 without a moov box', Buffer.concat([ftyp, boxOf('mdat')]), /moov/],
    ['an MP4 without a moov box before one that goes on to the end', Buffer.concat([ftyp, toTheEnd]), /moov/],
    ['a box of fewer bytes than its header', Buffer.concat([ftyp, Buffer.from('\0\0\0\x07moov', 'latin1')]), /broken/],
    ['a box of 64 bits of fewer bytes than its header', Buffer.concat([ftyp, moov, longBoxOf('mdat', Buffer.alloc(0), 8)]), /broken/],
    ['a box of more bytes than there are', Buffer.concat([ftyp, moov, longBoxOf('mdat', Buffer.alloc(0), 2 ** 53)]), /cut short/],
    ['boxes without end', Buffer.concat([ftyp, moov, Buffer.concat(Array.from({ length: 50_001 }, () => boxOf('free')))]), /broken/],
  ])('%s', async (_, content, problem) => {
    expect(await problemWith(content)).toMatch(problem);
  });
});
