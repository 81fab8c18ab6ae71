import type http from 'node:http';
import { messageOf } from '../step/errors.ts';
import { FileWriteError, type PartialFile } from '../step/files/partial-file.ts';
import type { Reply, Response } from '../step/net/exchange.ts';
import { followableUrl } from '../step/net/followable-url.ts';
import { lookupFor } from '../step/net/public-host.ts';
import { retryAfterMsOf } from '../step/net/retry-after.ts';
import { userAgent } from '../step/version.ts';
import type { RunContext } from './run-context.ts';

/** By what a part is told to be of the same file: `ETag` or `Last-Modified`, with the length of the whole. */
export interface Validator {
  readonly value: string;
  readonly totalBytes: number;
}

/** What one attempt gave. Whatever is in the part by then is of the file that `validator` describes. */
export type DownloadAttempt =
  | { readonly kind: 'complete'; readonly validator: Validator | null }
  /** It may go on with the same link. */
  | { readonly kind: 'broken'; readonly detail: string; readonly retryAfterMs: number; readonly validator: Validator | null }
  /** The link is of no use: it has expired, or leads to no video. */
  | { readonly kind: 'stale'; readonly detail: string; readonly validator: Validator | null }
  /** No attempt will do. */
  | { readonly kind: 'refused'; readonly detail: string; readonly validator: null };

const idleTimeoutMs = 30_000;
const maxRedirects = 3;
const maxVideoBytes = 2 * 1024 ** 3;

/**
 * Requests `link` once and appends the body to `part`. Resumes at the end of `part` if `validator` still matches.
 * @throws FileWriteError if the file can't be written.
 */
export async function attemptDownload(
  part: PartialFile,
  link: URL,
  validator: Validator | null,
  run: RunContext,
): Promise<DownloadAttempt> {
  const resume = validator !== null && part.size > 0 ? { offset: part.size, validator: validator.value } : null;
  if (resume === null) await part.restart();
  const kept = resume === null ? null : validator;
  const reply = await follow(link, resume, run);
  if (reply.kind === 'stale') return { ...reply, validator: kept };
  if (reply.kind !== 'responded') return { kind: 'broken', detail: reply.cause, retryAfterMs: 0, validator: kept };
  try {
    return await take(part, reply, kept, run);
  } finally {
    reply.close();
  }
}

/** Bytes already on disk, and the validator that proves the file is unchanged. */
interface Resumption {
  readonly offset: number;
  readonly validator: string;
}

/** Follows redirects, each under the same rules. */
async function follow(
  link: URL,
  resume: Resumption | null,
  run: RunContext,
): Promise<Reply | { readonly kind: 'stale'; readonly detail: string }> {
  let url = link;
  for (let redirects = 0; ; redirects++) {
    const reply = await get(url, resume, run);
    if (reply.kind !== 'responded' || reply.status < 300 || reply.status >= 400 || reply.status === 304) return reply;
    reply.close();
    const next = followableUrl(reply.headers.location ?? null, run.baseUrl, url);
    if (next === null) return { kind: 'stale', detail: `HTTP ${reply.status}: the redirect does not lead to a public https address` };
    if (redirects === maxRedirects) return { kind: 'stale', detail: 'more than three redirects' };
    url = next;
  }
}

/** GETs `url`, without the token: a link is signed for that method alone. */
function get(url: URL, resume: Resumption | null, { send, clock, deadline, cancellation }: RunContext): Promise<Reply> {
  return send({
    method: 'GET',
    url,
    headers: {
      accept: '*/*',
      // What is announced must be the length of the file.
      'accept-encoding': 'identity',
      'user-agent': userAgent,
      ...(resume === null ? {} : { range: `bytes=${resume.offset}-`, 'if-range': resume.validator }),
    },
    body: { kind: 'none' },
    lookup: lookupFor(url),
    timeoutMs: Math.max(0, deadline.end - clock.now()),
    idleTimeoutMs,
    connection: 'fresh',
    signal: cancellation.stopping,
  });
}

/** Takes a response: the rest of the part, the whole of the file, or nothing. */
async function take(part: PartialFile, response: Response, validator: Validator | null, run: RunContext): Promise<DownloadAttempt> {
  const { status, headers } = response;
  const detail = `HTTP ${status}`;
  if ([401, 403, 404, 410].includes(status)) return { kind: 'stale', detail: `${detail}: the link has expired`, validator };
  if (status === 206 && validator !== null) {
    const isSame = [undefined, validator.value].includes(validator.value.startsWith('"') ? headers.etag : headers['last-modified']);
    const isRest = isSame && rangeOf(headers) === `${part.size}-${validator.totalBytes - 1}/${validator.totalBytes}`;
    if (isRest) return append(part, response, validator, run);
    return { kind: 'broken', detail: `${detail}: the server sent another part than requested`, retryAfterMs: 0, validator: null };
  }
  if (status === 416) return { kind: 'broken', detail, retryAfterMs: 0, validator: null };
  if (status !== 200) return { kind: 'broken', detail, retryAfterMs: retryAfterMsOf(headers, Date.now()), validator };
  await part.restart();
  const totalBytes = Number(headers['content-length'] ?? Number.NaN);
  if (!Number.isSafeInteger(totalBytes)) return { kind: 'stale', detail: 'the response has no Content-Length', validator: null };
  if (totalBytes > maxVideoBytes)
    return { kind: 'refused', detail: `the file has ${totalBytes} bytes, but the action downloads at most 2 GiB`, validator: null };
  return append(part, response, { value: validatorIn(headers), totalBytes }, run);
}

async function append(part: PartialFile, response: Response, validator: Validator, { observer }: RunContext): Promise<DownloadAttempt> {
  const { totalBytes } = validator;
  // Without a validator nobody can tell whether the rest is of the same file.
  const resumable = validator.value === '' ? null : validator;
  observer.downloadStarted(totalBytes, part.size);
  let detail = 'the response ended early';
  try {
    for await (const chunk of response.body) {
      const written = part.append(chunk.subarray(0, totalBytes - part.size));
      observer.downloadProgressed(part.size, totalBytes);
      if (part.head.length === headLength && !isVideo(part.head)) return noVideo;
      if (written !== null) await written;
    }
  } catch (error) {
    if (error instanceof FileWriteError) throw error;
    detail = messageOf(error);
  }
  if (part.size < totalBytes) return { kind: 'broken', detail, retryAfterMs: 0, validator: resumable };
  return isVideo(part.head) ? { kind: 'complete', validator } : noVideo;
}

const noVideo: DownloadAttempt = { kind: 'stale', detail: 'the content is not a video', validator: null };

const headLength = 12;

/** MP4 and MOV have `ftyp` at byte 4, WebM begins with the EBML mark. */
function isVideo(head: Buffer): boolean {
  return head.length === headLength && (head.toString('latin1', 4, 8) === 'ftyp' || head.readUInt32BE(0) === 0x1a45dfa3);
}

/** A strong `ETag`, else `Last-Modified`; empty if there is neither. RFC 9110 lets nothing else stand in `If-Range`. */
function validatorIn(headers: http.IncomingHttpHeaders): string {
  const { etag = '', 'last-modified': lastModified = '' } = headers;
  return /^"[^"]*"$/.test(etag) ? etag : lastModified;
}

function rangeOf(headers: http.IncomingHttpHeaders): string {
  return headers['content-range']?.replace(/^bytes /, '') ?? '';
}
