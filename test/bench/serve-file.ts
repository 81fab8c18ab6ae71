import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { mp4Of } from '../support/fake-videos.ts';

// Serves a video of so many bytes to whoever asks, in a process of its own so that its work is not counted: serve-file.ts <bytes>
const bytes = Number(process.argv[2]);
// The last box goes on to the end of the file.
const head = Buffer.concat([mp4Of('mp42'), Buffer.from('\0\0\0\0mdat')]);
const block = Buffer.alloc(1024 * 1024, 'a video');
const server = http.createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes, etag: '"bench"' });
  response.write(head);
  let left = bytes - head.length;
  const more = () => {
    while (left > 0) {
      const chunk = block.subarray(0, Math.min(left, block.length));
      left -= chunk.length;
      if (!response.write(chunk)) break;
    }
    if (left === 0) response.end();
  };
  response.on('drain', more);
  more();
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
