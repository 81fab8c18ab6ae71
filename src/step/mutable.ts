/** `T` with properties that can be changed: for the one module that may. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
