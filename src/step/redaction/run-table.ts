import { randomInt } from 'node:crypto';

/** Length of a run in bytes: this many consecutive bytes of a secret must never show. */
export const runLength = 6;

/** Flags for what a run is part of. */
export const runKinds = { none: 0, query: 1, secret: 2 } as const;

const initialCapacity = 1024;

/**
 * Maps runs of six bytes to what they are part of, in a hash table of plain numbers, because a text of 1 MiB needs a million lookups and
 * 500 signed URLs have a quarter of a million runs. The hash is seeded, so that no crafted text can make lookups slow.
 */
export class RunTable {
  readonly #seeds = [randomInt(2 ** 32) | 1, randomInt(2 ** 32) | 1] as const;
  #count = 0;
  #capacity = initialCapacity;
  /** Two adjacent numbers per slot: the kind with the first half of the run, and the second half. */
  #slots = new Int32Array(2 * initialCapacity);

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Adds every run of `bytes`. */
  add(bytes: Uint8Array, kind: number): void {
    forEachRun(bytes, (firstHalf, secondHalf) => this.#put(firstHalf, secondHalf, kind));
  }

  /** Returns the kinds of a run as flags. The run is passed as two numbers of three bytes. */
  kindOf(firstHalf: number, secondHalf: number): number {
    return (this.#slots[this.#slotOf(firstHalf, secondHalf)] ?? 0) >> 24;
  }

  /** Returns the index of the run's slot, or of the free slot where it belongs. */
  #slotOf(firstHalf: number, secondHalf: number): number {
    const slots = this.#slots;
    const last = 2 * this.#capacity - 1;
    const hash = Math.imul(firstHalf, this.#seeds[0]) ^ Math.imul(secondHalf, this.#seeds[1]);
    let slot = (2 * (hash ^ (hash >>> 15))) & last;
    for (let head = slots[slot] ?? 0; head !== 0; head = slots[slot] ?? 0) {
      if ((head & 0xffffff) === firstHalf && slots[slot + 1] === secondHalf) return slot;
      slot = (slot + 2) & last;
    }
    return slot;
  }

  #put(firstHalf: number, secondHalf: number, kind: number): void {
    const slot = this.#slotOf(firstHalf, secondHalf);
    const head = this.#slots[slot] ?? 0;
    this.#slots[slot] = head | (kind << 24) | firstHalf;
    this.#slots[slot + 1] = secondHalf;
    if (head !== 0) return;
    this.#count += 1;
    if (this.#count * 2 > this.#capacity) this.#grow();
  }

  #grow(): void {
    const slots = this.#slots;
    this.#capacity *= 2;
    this.#count = 0;
    this.#slots = new Int32Array(2 * this.#capacity);
    for (let slot = 0; slot < slots.length; slot += 2) {
      const head = slots[slot] ?? 0;
      if (head !== 0) this.#put(head & 0xffffff, slots[slot + 1] ?? 0, head >> 24);
    }
  }
}

/** Calls `visit` for each run of six bytes, with the run as two numbers of three bytes and the index after it. */
export function forEachRun(bytes: Uint8Array, visit: (firstHalf: number, secondHalf: number, end: number) => void): void {
  let firstHalf = 0;
  let secondHalf = 0;
  for (let index = 0; index < bytes.length; index++) {
    firstHalf = ((firstHalf << 8) | (secondHalf >>> 16)) & 0xffffff;
    secondHalf = ((secondHalf << 8) | (bytes[index] ?? 0)) & 0xffffff;
    if (index >= runLength - 1) visit(firstHalf, secondHalf, index + 1);
  }
}
