import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ForeignLockError } from '../../../../src/step/files/lease.ts';
import { updateFile } from '../../../../src/step/files/update-file.ts';
import { WaitEnded, type WaitLimits } from '../../../../src/step/wait-limits.ts';
import { MemoryDisk, StoppableProcess } from '../../../support/memory-files.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const file = '/workspace/state.json';
const lock = `${file}.lock`;
const never = new AbortController().signal;
const isTheRename = (operation: string) => operation.startsWith('rename ') && operation.endsWith(' state.json');

function limitsOf({ clock }: StoppableProcess, changes: Partial<WaitLimits> = {}): WaitLimits {
  return { clock, deadline: 600_000, signal: never, ...changes };
}

/** Appends `line` to the file, as one of several processes does. */
function append(line: string, process: StoppableProcess, limits: WaitLimits = limitsOf(process)): Promise<void> {
  return updateFile(file, (content) => `${content ?? ''}${line}\n`, limits, process.files);
}

const linesOf = (disk: MemoryDisk) => disk.textAt(file)?.split('\n').filter(Boolean) ?? [];

/** Stops a process once, for `ms`, at the first operation that `at` names. */
function stopOnce(at: (operation: string) => boolean, when: 'before' | 'after', ms: number) {
  let isDone = false;
  return (operation: string, moment: 'before' | 'after') => {
    if (isDone || moment !== when || !at(operation)) return 0;
    isDone = true;
    return ms;
  };
}

describe('an update', () => {
  test('replaces the file, and leaves nothing next to it', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const process = new StoppableProcess(disk, clock);
    await clock.run(append('a', process));
    await clock.run(append('b', process));
    expect(linesOf(disk)).toEqual(['a', 'b']);
    expect(disk.paths).toEqual([file]);
  });

  test('that changes nothing writes nothing', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const process = new StoppableProcess(disk, clock);
    await clock.run(updateFile(file, () => null, limitsOf(process), process.files));
    expect(disk.paths).toEqual([]);
  });

  test('keeps the mode of the file', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    disk.put(file, '', 0o600);
    await clock.run(append('a', new StoppableProcess(disk, clock)));
    expect(await disk.files().modeOf(file)).toBe(0o600);
  });

  test('that fails releases the lock, and throws the reason', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const process = new StoppableProcess(disk, clock);
    const refuse = () => {
      throw new Error('no state file');
    };
    await expect(clock.run(updateFile(file, refuse, limitsOf(process), process.files))).rejects.toThrow('no state file');
    expect(disk.paths).toEqual([]);
  });

  test.each(['write', 'flush', 'rename'])('leaves neither lock nor temporary file if the disk is full at its %s', async (name) => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const files = disk.files(async (operation, paths, work) => {
      if (operation === name && !paths[0]?.includes('.lock')) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      return work();
    });
    await expect(clock.run(updateFile(file, () => 'a', { clock, deadline: 60_000, signal: never }, files))).rejects.toThrow('ENOSPC');
    expect(disk.paths).toEqual([]);
  });
});

describe('no update is lost', () => {
  /** One process that is stopped, and another one that writes meanwhile. */
  async function race(stopMs: (operation: string, when: 'before' | 'after') => number): Promise<readonly string[]> {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const stopped = new StoppableProcess(disk, clock, stopMs);
    const other = new StoppableProcess(disk, clock);
    await clock.run(Promise.all([append('stopped', stopped), clock.sleep(5, never).then(() => append('other', other))]));
    expect(disk.paths).toEqual([file]);
    return linesOf(disk);
  }

  test.each([
    ['between its read and its rename', (operation: string) => operation.startsWith('create state.json.') && !operation.includes('.lock.')],
    ['right before its rename', isTheRename],
    ['right before it reads', (operation: string) => operation === 'read state.json'],
    ['while it takes the lock', (operation: string) => operation.startsWith('link ')],
  ])('if a process is suspended for half a minute %s', async (_, at) => {
    expect((await race(stopOnce(at, 'before', 30_000))).toSorted()).toEqual(['other', 'stopped']);
    expect((await race(stopOnce(at, 'after', 30_000))).toSorted()).toEqual(['other', 'stopped']);
  });

  test('if a rename takes 12 s while its process goes on', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const slow = disk.files(async (name, paths, work) => {
      await clock.sleep(name === 'rename' && paths[1] === file ? 12_000 : 1, never);
      return work();
    });
    const limits = { clock, deadline: 600_000, signal: never };
    const other = new StoppableProcess(disk, clock);
    const update = updateFile(file, (content) => `${content ?? ''}slow\n`, limits, slow);
    await clock.run(Promise.all([update, clock.sleep(5, never).then(() => append('other', other))]));
    expect(linesOf(disk)).toEqual(['slow', 'other']);
    // The holder is at work all the time: nobody takes its lock for that of a dead one.
    expect(clock.now()).toBeGreaterThan(12_000);
  });

  test('whichever processes are suspended, wherever and for however long', async () => {
    const stops = fc.array(fc.record({ process: fc.nat(4), operation: fc.nat(60), ms: fc.constantFrom(50, 3000, 9000, 11_000, 25_000) }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(stops, async (stops) => {
        const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
        const processes = [0, 1, 2, 3, 4].map((process) => {
          let moments = 0;
          const stopMs = () => {
            const moment = moments++;
            return stops.filter((stop) => stop.process === process && stop.operation === moment).reduce((sum, { ms }) => sum + ms, 0);
          };
          return new StoppableProcess(disk, clock, stopMs);
        });
        const work = processes.map(async (process, index) => {
          for (const line of ['a', 'b', 'c']) await append(`${index}${line}`, process);
        });
        await clock.run(Promise.all(work));
        expect(linesOf(disk).toSorted()).toEqual(processes.flatMap((_, index) => ['a', 'b', 'c'].map((line) => `${index}${line}`)));
        expect(disk.paths).toEqual([file]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the lock', () => {
  const dead = 'lease 01234567-89ab-cdef-0123-456789abcdef 000007\n';

  test('of a dead process is broken once it has not changed for ten seconds, and not before', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    disk.put(lock, dead);
    await clock.run(append('a', new StoppableProcess(disk, clock)));
    expect(clock.now()).toBeGreaterThan(10_000);
    expect(clock.now()).toBeLessThan(10_200);
    expect(disk.paths).toEqual([file]);
  });

  test('that keeps changing is never broken, and the wait for it ends at the deadline', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    for (let second = 0; second < 60; second += 5)
      clock.at(second * 1000, () => disk.put(lock, dead.replace('000007', `0000${10 + second}`)));
    const process = new StoppableProcess(disk, clock);
    await expect(clock.run(append('a', process, limitsOf(process, { deadline: 40_000 })))).rejects.toBeInstanceOf(WaitEnded);
    expect(clock.now()).toBeLessThan(40_100);
    expect(disk.paths).toEqual([lock]);
  });

  test('is no longer waited for once the step is stopped', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    disk.put(lock, dead);
    const stop = new AbortController();
    clock.at(2000, () => stop.abort());
    const process = new StoppableProcess(disk, clock);
    await expect(clock.run(append('a', process, limitsOf(process, { signal: stop.signal })))).rejects.toBeInstanceOf(WaitEnded);
    expect(clock.now()).toBeLessThan(2100);
  });

  test.each([
    ['another program’s', 'pid 4711\n'],
    ['one that looks similar', `${dead}and more\n`],
  ])('is left alone if it is not this action’s, which is reported immediately: %s', async (_, text) => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    disk.put(lock, text);
    await expect(clock.run(append('a', new StoppableProcess(disk, clock)))).rejects.toThrow(ForeignLockError);
    await expect(clock.run(append('a', new StoppableProcess(disk, clock)))).rejects.toThrow(lock);
    expect(disk.textAt(lock)).toBe(text);
    expect(clock.now()).toBeLessThan(100);
  });

  test('is left alone if it is empty, as flock(1) creates it', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    disk.put(lock, '');
    await expect(clock.run(append('a', new StoppableProcess(disk, clock)))).rejects.toThrow(ForeignLockError);
    expect(disk.textAt(lock)).toBe('');
  });

  test('is left alone if it is a folder or a pipe', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    disk.putSpecial(lock);
    await expect(clock.run(append('a', new StoppableProcess(disk, clock)))).rejects.toThrow(ForeignLockError);
    expect(disk.paths).toEqual([lock]);
  });

  test.each(['create', 'write', 'link'])('leaves nothing behind if the disk is full at its %s', async (name) => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const files = disk.files(async (operation, _, work) => {
      if (operation === name || (name === 'link' && operation === 'write' && disk.textAt(lock) !== null)) {
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      }
      return work();
    });
    await expect(clock.run(updateFile(file, () => 'a', { clock, deadline: 60_000, signal: never }, files))).rejects.toThrow('ENOSPC');
    expect(disk.paths).toEqual([]);
  });

  test('needs no hard links', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const files = disk.files(async (operation, _, work) => {
      if (operation === 'link') throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
      await clock.sleep(1, never);
      return work();
    });
    const limits = { clock, deadline: 60_000, signal: never };
    const add = (line: string) => updateFile(file, (content) => `${content ?? ''}${line}\n`, limits, files);
    await clock.run(Promise.all(['a', 'b', 'c'].map(add)));
    expect(linesOf(disk).toSorted()).toEqual(['a', 'b', 'c']);
    expect(disk.paths).toEqual([file]);
  });

  test('is judged dead by the waiter’s clock alone; the file’s timestamp doesn’t matter', async () => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const slow = new StoppableProcess(disk, clock, (operation, when) => (when === 'after' && operation === 'read state.json' ? 5000 : 0));
    const others = [1, 2, 3].map(() => new StoppableProcess(disk, clock));
    await clock.run(Promise.all([append('slow', slow), ...others.map((other) => append('other', other))]));
    expect(slow.operations.filter((operation) => operation === 'read state.json')).toHaveLength(1);
    expect(linesOf(disk)).toHaveLength(4);
  });
});
