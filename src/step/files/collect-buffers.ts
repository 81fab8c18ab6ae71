import v8 from 'node:v8';
import vm from 'node:vm';

type Collect = (options: { readonly type: 'minor' }) => void;

let collect: Collect | null = null;

/**
 * Frees unreferenced buffers, in about a millisecond. Each read from a socket allocates 64 kB outside V8's heap, and V8 on its own lets
 * more than 60 MB accumulate.
 */
export function collectBuffers(): void {
  if (collect === null) {
    v8.setFlagsFromString('--expose-gc');
    const found: unknown = vm.runInNewContext('gc');
    collect = typeof found === 'function' ? (options) => found(options) : () => {};
  }
  collect({ type: 'minor' });
}
