import path from 'node:path';
import type { Clock } from '../../src/step/clock.ts';
import { type FileOperations, NotAFileError } from '../../src/step/files/file-operations.ts';

interface Inode {
  text: string;
  readonly mode: number;
  /** A folder, a pipe or the like. */
  readonly isSpecial: boolean;
}

const mistake = (code: string) => Object.assign(new Error(code), { code });

/** An in-memory disk that several processes use concurrently. */
export class MemoryDisk {
  readonly #inodes = new Map<string, Inode>();

  /** Returns the content of the file at `filePath`; `null` if there is none. */
  textAt(filePath: string): string | null {
    return this.#inodes.get(filePath)?.text ?? null;
  }

  put(filePath: string, text: string, mode = 0o644): void {
    this.#inodes.set(filePath, { text, mode, isSpecial: false });
  }

  putSpecial(filePath: string): void {
    this.#inodes.set(filePath, { text: '', mode: 0o755, isSpecial: true });
  }

  remove(filePath: string): void {
    this.#inodes.delete(filePath);
  }

  get paths(): readonly string[] {
    return [...this.#inodes.keys()].sort();
  }

  /**
   * Returns the disk as one process sees it. `around` receives the name and paths of each operation, and a function that performs it: it
   * may call the function now, later or never.
   */
  files(around: Around = (_name, _paths, work) => work()): FileOperations {
    const inodes = this.#inodes;
    const perform =
      <A extends readonly string[], T>(name: string, work: (...paths: A) => T) =>
      (...paths: A) =>
        around(name, paths, async () => work(...paths));
    return {
      read: perform('read', (filePath: string) => {
        const inode = inodes.get(filePath);
        if (inode?.isSpecial) throw new NotAFileError();
        return inode === undefined ? null : Buffer.from(inode.text);
      }),
      async write(filePath, text, mode) {
        const inode: Inode = { text: '', mode: mode ?? 0o644, isSpecial: false };
        await around('create', [filePath], async () => void inodes.set(filePath, inode));
        await around('write', [filePath], async () => {
          inode.text = text;
        });
        await around('flush', [filePath], async () => {});
        await around('close', [filePath], async () => {});
      },
      async create(filePath) {
        const inode: Inode = { text: '', mode: 0o644, isSpecial: false };
        await around('create', [filePath], async () => {
          if (inodes.has(filePath)) throw mistake('EEXIST');
          inodes.set(filePath, inode);
        });
        return {
          write: (text) =>
            around('write', [filePath], async () => {
              inode.text = text;
            }),
          close: () => around('close', [filePath], async () => {}),
        };
      },
      modeOf: perform('modeOf', (filePath: string) => inodes.get(filePath)?.mode ?? null),
      link: perform('link', (existing: string, filePath: string) => {
        const inode = inodes.get(existing);
        if (inode === undefined) throw mistake('ENOENT');
        if (inodes.has(filePath)) throw mistake('EEXIST');
        inodes.set(filePath, inode);
      }),
      rename: perform('rename', (from: string, to: string) => {
        const inode = inodes.get(from);
        if (inode === undefined) throw mistake('ENOENT');
        inodes.set(to, inode);
        inodes.delete(from);
      }),
      remove: perform('remove', (filePath: string) => {
        inodes.delete(filePath);
      }),
      list: perform('list', (folder: string) =>
        [...inodes.keys()].filter((each) => path.dirname(each) === folder).map((each) => path.basename(each)),
      ),
      makeFolder: perform('makeFolder', (_folder: string) => {}),
      flushFolder: perform('flushFolder', (_folder: string) => {}),
    };
  }
}

export type Around = <T>(name: string, paths: readonly string[], work: () => Promise<T>) => Promise<T>;

/** A process that can be suspended (SIGSTOP): its operations and timers stop, but its monotonic clock goes on. */
export class StoppableProcess {
  readonly clock: Clock;
  readonly files: FileOperations;
  /** The operations started so far, in order: `rename state.json`. */
  readonly operations: string[] = [];
  #resumed: Promise<void> = Promise.resolve();
  readonly #clock: Clock;

  /** `stopMs` is called before and after each operation, and returns for how many milliseconds to suspend the process there. */
  constructor(disk: MemoryDisk, clock: Clock, stopMs: (operation: string, when: 'before' | 'after') => number = () => 0) {
    this.#clock = clock;
    this.clock = {
      now: () => clock.now(),
      sleep: async (ms, signal) => {
        await clock.sleep(ms, signal);
        await this.#resumed;
      },
    };
    this.files = disk.files(async (name, paths, work) => {
      await this.#resumed;
      const operation = `${name} ${paths.map((each) => path.basename(each)).join(' ')}`;
      this.operations.push(operation);
      this.stop(stopMs(operation, 'before'));
      await this.#resumed;
      // An operation takes some time, so that other processes can interleave.
      await clock.sleep(1, never);
      try {
        return await work();
      } finally {
        this.stop(stopMs(operation, 'after'));
        await this.#resumed;
      }
    });
  }

  stop(ms: number): void {
    if (ms > 0) this.#resumed = Promise.all([this.#resumed, this.#clock.sleep(ms, never)]).then(() => {});
  }
}

const never = new AbortController().signal;
