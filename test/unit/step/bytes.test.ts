import { expect, test } from 'vitest';
import { formatBytes } from '../../../src/step/bytes.ts';

test.each([
  [0, '0 bytes'],
  [5, '5 bytes'],
  [850, '850 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [1549, '1.5 kB'],
  [9940, '9.9 kB'],
  [10_000, '10 kB'],
  [12_600, '13 kB'],
  [999_000, '999 kB'],
  [1_000_000, '1 MB'],
  [1_250_000, '1.3 MB'],
  [1_000_000_000, '1 GB'],
  [2_147_483_648, '2.1 GB'],
  [5_000_000_000_000, '5000 GB'],
])('%i bytes read %s', (bytes, read) => {
  expect(formatBytes(bytes)).toBe(read);
});
