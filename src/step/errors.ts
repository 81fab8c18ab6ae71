/** What an error says, or the first one within it: an `AggregateError` of several addresses says nothing itself. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
