import type http from 'node:http';
import { messageOf } from '../step/errors.ts';
import { FileWriteError, type PartialFile } from '../step/files/partial-file.ts';
import { decodeBody, isEncoded } from '../step/net/decode-body.ts';
import type { Reply, Response } from '../step/net/exchange.ts';
import { checkLink } from '../step/net/followable-url.ts';
import { lookupFor } from '../step/net/public-host.ts';
import { retryAfterMsOf } from '../step/net/retry-after.ts';
import { userAgent } from '../step/version.ts';
import type { RunContext } from './run-context.ts';
import { headLength, problemWithHead, problemWithVideo } from './video-content.ts';

/** Proves that a partial file belongs to the server's current file: `ETag` or `Last-Modified`, and the full length if announced. */
export interface Validator {
  readonly value: string;
  readonly totalBytes: number | null;
}

/** The outcome of one attempt. All bytes in the partial file belong to the file that `validator` identifies. */
export type DownloadAttempt =
  | { readonly kind: 'complete'; readonly validator: Validator | null }
  /** The download may continue with the same link. */
  | { readonly kind: 'broken'; readonly detail: string; readonly retryAfterMs: number; readonly validator: Validator | null }
  /** The link doesn't work: the video is not there yet, or the link has expired or doesn't lead to a video. */
  | { readonly kind: 'late'; readonly detail: string; readonly retryAfterMs: number; readonly validator: Validator | null }
  /** Further attempts are pointless until someone applies `remedy`. */
  | { readonly kind: 'refused'; readonly detail: string; readonly remedy: string; readonly validator: null };

type RefusedAttempt = Extract<DownloadAttempt, { kind: 'refused' }>;
type LateAttempt = Extract<DownloadAttempt, { kind: 'late' }>;

const idleTimeoutMs = 30_000;
const maxRedirects = 3;
const maxVideoBytes = 2 * 1024 ** 3;

/**
 * Requests `link` once and appends the body of the response to `part`. Resumes at the end of `part` if `validator` still matches.
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
  const { url, reply } = await follow(link, resume, run);
  switch (reply.kind) {
    case 'refused':
      return reply;
    case 'late':
      return { ...reply, validator: kept };
    case 'untrusted':
      return refused(`Node.js does not trust the certificate of ${url.hostname}: ${reply.cause}`, remedies.untrusted);
    case 'not-sent':
      if (reply.obstacle !== undefined) return refused(reply.cause, remedies[reply.obstacle](url.hostname));
      return broken(reply.cause, kept);
    case 'lost':
    case 'unreadable-body':
      return broken(reply.cause, kept);
    case 'responded':
      try {
        return await take(part, reply, kept, run);
      } finally {
        reply.close();
      }
  }
}

const remedies = {
  untrusted: 'If a proxy uses a private CA, set the environment variable NODE_EXTRA_CA_CERTS to the PEM file of that CA.',
  'private-address': (host: string) => `Check how this runner resolves ${host}, or use a runner in another network.`,
  proxy: (host: string) => `Let the proxy connect to ${host}.`,
  'too-large': 'Download the video in the JimmyAI console.',
};

function broken(detail: string, validator: Validator | null, retryAfterMs = 0): DownloadAttempt {
  return { kind: 'broken', detail, retryAfterMs, validator };
}

function late(detail: string, validator: Validator | null = null, retryAfterMs = 0): LateAttempt {
  return { kind: 'late', detail, retryAfterMs, validator };
}

function refused(detail: string, remedy: string): RefusedAttempt {
  return { kind: 'refused', detail, remedy, validator: null };
}

/** Bytes already on disk, and the validator proving the file is unchanged. */
interface Resumption {
  readonly offset: number;
  readonly validator: string;
}

/** Follows redirects, checking each like the first link. `url` is the last one requested. */
async function follow(
  link: URL,
  resume: Resumption | null,
  run: RunContext,
): Promise<{ readonly url: URL; readonly reply: Reply | LateAttempt | RefusedAttempt }> {
  let url = link;
  for (let redirects = 0; ; redirects++) {
    const reply = await get(url, resume, run);
    if (reply.kind !== 'responded' || reply.status < 300 || reply.status >= 400 || reply.status === 304) return { url, reply };
    reply.close();
    const { location = '' } = reply.headers;
    const next = checkLink(location, run.baseUrl, url);
    if (location === '' || redirects === maxRedirects) {
      return { url, reply: late(location === '' ? `HTTP ${reply.status}: the redirect leads nowhere` : 'more than three redirects') };
    }
    if (next.kind === 'unusable') {
      const detail = `HTTP ${reply.status}: ${next.problem}`;
      return { url, reply: next.isPrivate ? refused(detail, remedies['private-address'](url.hostname)) : late(detail) };
    }
    url = next.url;
  }
}

/** GETs `url`, because links are signed for GET only. Never sends the token. */
function get(url: URL, resume: Resumption | null, { send, clock, deadline, cancellation }: RunContext): Promise<Reply> {
  return send({
    method: 'GET',
    url,
    headers: {
      accept: '*/*',
      // Makes `Content-Length` the length of the file itself.
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

/** Handles a response: appends the rest of the file, starts over with the whole file, or takes nothing. */
async function take(part: PartialFile, response: Response, validator: Validator | null, run: RunContext): Promise<DownloadAttempt> {
  const { status, headers } = response;
  const detail = `HTTP ${status}`;
  const retryAfterMs = retryAfterMsOf(headers, Date.now());
  if ([401, 403, 404, 410].includes(status)) {
    return late(`${detail}: the video is not there yet, or the link has expired`, validator, retryAfterMs);
  }
  if (status === 416) return broken(detail, null);
  const isPart = status === 206;
  const range = isPart && !isEncoded(headers['content-encoding']) ? rangeIn(headers) : null;
  const isRestOfPart = validator !== null && range !== null && isRest(range, headers, part.size, validator);
  if (isPart && !isRestOfPart && (range === null || range.start !== 0 || range.end !== range.total - 1)) {
    return broken(`${detail}: the server sent another part than requested`, null);
  }
  if (![200, 203, 206].includes(status)) return broken(detail, validator, retryAfterMs);
  const totalBytes = range?.total ?? lengthIn(headers);
  if (totalBytes !== null && totalBytes > maxVideoBytes) return tooLarge(`${totalBytes} bytes`);
  if (isRestOfPart) return append(part, response, { ...validator, totalBytes }, run);
  await part.restart();
  return append(part, response, { value: validatorIn(headers), totalBytes }, run);
}

/** Returns the announced length of the file; `null` if absent, or if it is the length of an encoded body. */
function lengthIn(headers: http.IncomingHttpHeaders): number | null {
  const length = Number(headers['content-length'] ?? Number.NaN);
  return Number.isSafeInteger(length) && !isEncoded(headers['content-encoding']) ? length : null;
}

function tooLarge(size: string): RefusedAttempt {
  return refused(`the file has ${size}, but the action downloads at most 2 GiB`, remedies['too-large']);
}

async function append(part: PartialFile, response: Response, validator: Validator, { observer }: RunContext): Promise<DownloadAttempt> {
  const { headers, body } = response;
  const { totalBytes } = validator;
  // Without a validator, or with an encoded body, nothing proves that the rest would belong to the same file.
  const resumable = validator.value === '' || isEncoded(headers['content-encoding']) ? null : validator;
  observer.downloadStarted(totalBytes, part.size);
  try {
    for await (const chunk of decodeBody(body, headers['content-encoding'])) {
      if (totalBytes === null && part.size + chunk.length > maxVideoBytes) return tooLarge('more than 2 GiB');
      const written = part.append(chunk.subarray(0, (totalBytes ?? maxVideoBytes) - part.size));
      observer.downloadProgressed(part.size, totalBytes);
      const problem = part.head.length === headLength ? problemWithHead(part.head) : null;
      if (problem !== null) return late(problem);
      if (written !== null) await written;
    }
  } catch (error) {
    if (error instanceof FileWriteError) throw error;
    // An error after the last byte of the file is irrelevant.
    if (part.size !== totalBytes) return broken(messageOf(error), resumable);
  }
  if (totalBytes !== null && part.size < totalBytes) return broken('the response ended early', resumable);
  const problem = await problemWithVideo(part, totalBytes !== null || hasOwnEnd(headers));
  return problem === null ? { kind: 'complete', validator } : late(problem);
}

/** Whether a body without a length marks its own end, rather than ending with the connection. */
function hasOwnEnd(headers: http.IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || isEncoded(headers['content-encoding']);
}

/** Returns a strong `ETag`, else `Last-Modified`; empty if there is neither. RFC 9110 allows nothing else in `If-Range`. */
function validatorIn(headers: http.IncomingHttpHeaders): string {
  const { etag = '', 'last-modified': lastModified = '' } = headers;
  return /^"[^"]*"$/.test(etag) ? etag : lastModified;
}

/** A `Content-Range`: first and last byte, counted from 0, and the length of the file. */
interface Range {
  readonly start: number;
  readonly end: number;
  readonly total: number;
}

function rangeIn({ 'content-range': text = '' }: http.IncomingHttpHeaders): Range | null {
  const [, start, end, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(text) ?? [];
  return total === undefined ? null : { start: Number(start), end: Number(end), total: Number(total) };
}

/** Whether a partial response is the rest of the file whose first `size` bytes are on disk. */
function isRest({ start, end, total }: Range, headers: http.IncomingHttpHeaders, size: number, { value, totalBytes }: Validator): boolean {
  const isSame = [undefined, value].includes(value.startsWith('"') ? headers.etag : headers['last-modified']);
  return isSame && start === size && end === total - 1 && total === (totalBytes ?? total);
}
