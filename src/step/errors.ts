/** Returns the message of an error. An `AggregateError` (a host with several addresses) has none, so its first error counts. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
