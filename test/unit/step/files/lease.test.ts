import { describe, expect, test } from 'vitest';
import { Lease } from '../../../../src/step/files/lease.ts';
import { MemoryDisk } from '../../../support/memory-files.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const file = '/workspace/state.json';
const lock = `${file}.lock`;
const never = new AbortController().signal;
const successor = 'lease 01234567-89ab-cdef-0123-456789abcdef 000000\n';

async function acquired() {
  const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
  const lease = await clock.run(Lease.acquire(file, { clock, deadline: 60_000, signal: never }, disk.files()));
  return { disk, clock, lease };
}

describe('a lease', () => {
  test('is a lock file with its owner, which is gone once it is released', async () => {
    const { disk, clock, lease } = await acquired();
    expect(disk.paths).toEqual([lock]);
    expect(disk.textAt(lock)).toContain(lease.owner);
    expect(await clock.run(lease.isHeld())).toBe(true);
    await clock.run(lease.release());
    expect(disk.paths).toEqual([]);
    expect(await clock.run(lease.isHeld())).toBe(false);
  });

  test('changes its file every two seconds while it is held', async () => {
    const { disk, clock, lease } = await acquired();
    const texts = new Set<string | null>();
    for (let second = 0; second < 20; second++) {
      texts.add(disk.textAt(lock));
      await clock.run(clock.sleep(1000, never));
    }
    expect(texts.size).toBe(10);
    await clock.run(lease.release());
    await clock.run(clock.sleep(10_000, never));
    expect(disk.paths).toEqual([]);
  });

  test('that was lost touches its successor’s lock neither while renewing nor on release', async () => {
    const { disk, clock, lease } = await acquired();
    disk.put(lock, successor);
    await clock.run(clock.sleep(10_000, never));
    expect(await clock.run(lease.isHeld())).toBe(false);
    await clock.run(lease.release());
    expect(disk.textAt(lock)).toBe(successor);
  });

  test('is released without an error if the file system fails', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    let isBroken = false;
    const files = disk.files(async (_name, _paths, work) => {
      if (isBroken) throw new Error('EIO');
      return work();
    });
    const lease = await clock.run(Lease.acquire(file, { clock, deadline: 60_000, signal: never }, files));
    isBroken = true;
    await clock.run(lease.release());
    expect(disk.paths).toEqual([lock]);
  });

  test('can be acquired and released even if its temporary file can’t be removed', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const files = disk.files(async (name, paths, work) => {
      if (name === 'remove' && paths[0]?.endsWith('.tmp')) throw new Error('EIO');
      return work();
    });
    const lease = await clock.run(Lease.acquire(file, { clock, deadline: 60_000, signal: never }, files));
    await clock.run(lease.release());
    expect(disk.textAt(lock)).toBeNull();
  });
});
