/** Stands between text from outside and what is shown or output. */
export interface TextGuard {
  /** Makes a text fit to be shown, and short enough to stand among others. */
  excerpt(text: string): string;
  /** Whether a text contains the token. */
  containsSecret(text: string): boolean;
  /** Redacts the query of `url` from now on. */
  addQueryOf(url: string): void;
}
