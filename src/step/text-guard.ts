/** Guards logs and outputs against untrusted text. */
export interface TextGuard {
  /** Returns `text` sanitized, and cut to fit into a message. */
  excerpt(text: string): string;
  /** Whether `text` contains the token. */
  containsSecret(text: string): boolean;
  /** Keeps `id`, which has no token in it, readable from now on. */
  keepId(id: string): void;
  /** Redacts the query of `url` from now on. */
  addQueryOf(url: string): void;
}
