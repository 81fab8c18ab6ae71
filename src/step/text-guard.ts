/** Stands between text from outside and what is shown or output. */
export interface TextGuard {
  /** Makes a text fit to be shown, and short enough to stand among others. */
  excerpt(text: string): string;
  /** Whether a text contains the token. */
  containsSecret(text: string): boolean;
  /** Keeps `id`, which has no token in it, readable from now on. */
  keepId(id: string): void;
  /** Redacts the query of `url` from now on. */
  addQueryOf(url: string): void;
}
