import type { IncomingHttpHeaders } from 'node:http';
import { messageOf } from '../errors.ts';
import { decodeBody } from './decode-body.ts';

/** The text of a body, or as much of it as arrived, and why the rest didn't. */
export type TextBody =
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'flawed'; readonly text: string; readonly cause: string };

/** Reads a body as UTF-8, up to `maxBytes`, whatever its `Content-Encoding`. Never rejects. */
export async function readText(
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: AsyncIterable<Buffer> },
  maxBytes: number,
): Promise<TextBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  const textOf = () => new TextDecoder().decode(Buffer.concat(chunks));
  try {
    for await (const chunk of decodeBody(body, headers['content-encoding'])) {
      length += chunk.length;
      if (length > maxBytes) return { kind: 'flawed', text: textOf(), cause: `the response is longer than ${maxBytes / 2 ** 20} MiB` };
      chunks.push(chunk);
    }
    return { kind: 'whole', text: textOf() };
  } catch (error) {
    return { kind: 'flawed', text: textOf(), cause: `the response is incomplete: ${messageOf(error)}` };
  }
}
