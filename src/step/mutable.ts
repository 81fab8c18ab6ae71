/** `T` without `readonly`, for the one module that may change it. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
