import type http from 'node:http';
import { messageOf } from '../step/errors.ts';
import type { PartialFile } from '../step/partial-file.ts';
import { FileWriteError } from '../step/partial-file.ts';
import type { FetchReply } from './fetcher.ts';
import { followableUrl } from './link.ts';
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

type Response = Extract<FetchReply, { kind: 'response' }>;

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
  if (reply.kind === 'broken') return { ...reply, retryAfterMs: 0, validator: kept };
  try {
    return await take(part, reply, kept, run);
  } finally {
    reply.close();
  }
}

/** Follows redirects, each under the same rules. */
async function follow(
  link: URL,
  resume: { readonly offset: number; readonly validator: string } | null,
  { fetcher, clock, deadline, cancellation, baseUrl }: RunContext,
): Promise<FetchReply | { readonly kind: 'stale'; readonly detail: string }> {
  let url = link;
  for (let redirects = 0; ; redirects++) {
    const timeoutMs = Math.max(0, deadline.end - clock.now());
    const reply = await fetcher.get({ url, resume, idleTimeoutMs, timeoutMs, signal: cancellation.stopping });
    if (reply.kind === 'broken' || reply.status < 300 || reply.status >= 400 || reply.status === 304) return reply;
    reply.close();
    const next = followableUrl(reply.headers.location ?? null, baseUrl, url);
    if (next === null) return { kind: 'stale', detail: `HTTP ${reply.status}: the redirect does not lead to a public https address` };
    if (redirects === maxRedirects) return { kind: 'stale', detail: 'more than three redirects' };
    url = next;
  }
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
  if (status !== 200) return { kind: 'broken', detail, retryAfterMs: retryAfterMsOf(headers), validator };
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
    await response.read((chunk) => {
      const written = part.append(chunk.subarray(0, totalBytes - part.size));
      observer.downloadProgressed(part.size, totalBytes);
      return part.head.length === headLength && !isVideo(part.head) ? Promise.reject(new NoVideoError()) : written;
    });
  } catch (error) {
    if (error instanceof FileWriteError) throw error;
    if (error instanceof NoVideoError) return noVideo;
    detail = messageOf(error);
  }
  if (part.size < totalBytes) return { kind: 'broken', detail, retryAfterMs: 0, validator: resumable };
  return isVideo(part.head) ? { kind: 'complete', validator } : noVideo;
}

class NoVideoError extends Error {}

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

function retryAfterMsOf(headers: http.IncomingHttpHeaders): number {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}
