import type { VirtualClock } from './virtual-clock.ts';

/** Wraps `methods` of `target` so that virtual time stands still while their promises are pending, because files take real time. */
export function holdTimeFor<T extends object>(target: T, clock: VirtualClock, methods: readonly (keyof T)[]): T {
  for (const name of methods) {
    const method: unknown = Reflect.get(target, name);
    if (typeof method !== 'function') throw new TypeError(`${String(name)} is not a method`);
    const held = (...args: readonly unknown[]) => {
      const returned: unknown = Reflect.apply(method, target, args);
      return returned instanceof Promise ? clock.hold(returned) : returned;
    };
    Object.defineProperty(target, name, { value: held, configurable: true, writable: true });
  }
  return target;
}
