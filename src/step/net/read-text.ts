import { messageOf } from '../errors.ts';

/** The text of a body, or why it can't be read to its end. */
export type TextBody = { readonly kind: 'whole'; readonly text: string } | { readonly kind: 'flawed'; readonly cause: string };

/** Reads a body as UTF-8, up to `maxBytes`. Never rejects. */
export async function readText(body: AsyncIterable<Buffer>, maxBytes: number): Promise<TextBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > maxBytes) return { kind: 'flawed', cause: `the response is longer than ${maxBytes / 2 ** 20} MiB` };
      chunks.push(chunk);
    }
  } catch (error) {
    return { kind: 'flawed', cause: `the response is incomplete: ${messageOf(error)}` };
  }
  return { kind: 'whole', text: new TextDecoder().decode(Buffer.concat(chunks)) };
}
