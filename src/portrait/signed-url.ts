import { createHash } from 'node:crypto';
import type { Source } from './portrait.ts';

/** Hashes of a URL's query for the state file: they can be compared, but don't reveal the query. */
export interface QueryHashes {
  /** SHA-256 of the whole query. */
  readonly query: string;
  /** SHA-256 of the query without the parameters that only sign it. */
  readonly image: string;
}

/**
 * Parameters that only ever sign a URL, whatever its host. In lower case; compared case-insensitively. Sources: the vendors' documentation
 * and SDKs. Excludes parameters that select or change the image, such as `x-oss-process` and `versionId`.
 */
const signingNames = new Set(
  [
    // AWS: S3 with Signature Version 2 and 4, CloudFront.
    'awsaccesskeyid x-amz-security-token key-pair-id',
    'x-amz-algorithm x-amz-credential x-amz-date x-amz-expires x-amz-signedheaders x-amz-signature x-amz-content-sha256 x-amz-s3session-token',
    // Google Cloud Storage, V2 and V4.
    'googleaccessid',
    'x-goog-algorithm x-goog-credential x-goog-date x-goog-expires x-goog-signedheaders x-goog-signature x-goog-security-token x-goog-content-sha256',
    // Aliyun OSS, V1 and V4.
    'ossaccesskeyid security-token',
    'x-oss-signature-version x-oss-credential x-oss-date x-oss-expires x-oss-additional-headers x-oss-signature x-oss-security-token',
    // Tencent COS.
    'q-sign-algorithm q-ak q-sign-time q-key-time q-header-list q-url-param-list q-signature x-cos-security-token',
    // Volcengine TOS.
    'x-tos-algorithm x-tos-credential x-tos-date x-tos-expires x-tos-signedheaders x-tos-signature x-tos-security-token x-tos-content-sha256 x-tos-policy',
    // Huawei OBS, Baidu BOS, UCloud US3.
    'x-obs-security-token x-bce-security-token ucloudpublickey',
    // Kingsoft KS3, V2, V3 and V4.
    'kssaccesskeyid x-kss-signature-version x-kss-access-key-id x-kss-additional-headers x-kss-security-token',
    'x-kss-algorithm x-kss-credential x-kss-date x-kss-expires x-kss-signedheaders x-kss-signature',
  ].flatMap((names) => names.split(' ')),
);

/** Parameters that sign a URL only if all required ones are present; alone, each could mean anything. */
interface Company {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const companies: readonly Company[] = [
  // AWS V2 and schemes modeled on it (Google V2, OSS V1, OBS, KS3, US3); CloudFront with a canned policy.
  { required: ['Expires', 'Signature'], optional: ['AccessKeyId'] },
  { required: ['Signature', 'Key-Pair-Id'], optional: ['Policy', 'Hash-Algorithm'] },
  // Azure Storage: service SAS, service SAS with a stored access policy, account SAS.
  { required: ['sv', 'sr', 'se', 'sp', 'sig'], optional: 'st spr sip skoid sktid skt ske sks skv saoid suoid scid sdd ses'.split(' ') },
  { required: ['sv', 'sr', 'si', 'sig'], optional: ['st', 'se', 'sp', 'spr', 'sip'] },
  { required: ['sv', 'ss', 'srt', 'se', 'sp', 'sig'], optional: ['st', 'spr', 'sip', 'ses'] },
];

/** `url` without its query and fragment: how the state file identifies a portrait. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

/**
 * `url` without its fragment and the parameters that only sign it. Everything else stays byte for byte: an unknown parameter may select the
 * image.
 */
export function withoutSignature(url: string): string {
  const query = withoutSigningParameters(queryOf(url));
  return query === '' ? withoutQuery(url) : `${withoutQuery(url)}?${query}`;
}

/** Hashes the query of `url`, which may be empty. */
export function hashQuery(url: string): QueryHashes {
  const query = queryOf(url);
  return { query: sha256(query), image: sha256(withoutSigningParameters(query)) };
}

/** Hashes the query of a source; `null` if the source is not a URL. */
export function hashQueryOf(source: Source): QueryHashes | null {
  return source.kind === 'url' ? hashQuery(source.url) : null;
}

/**
 * Whether `now` certainly names the same image as `before`, the hashes in an entry. An entry without hashes matches only an empty query.
 */
export function isSameImage(before: { readonly query: unknown; readonly image: unknown }, now: QueryHashes): boolean {
  if (before.query === undefined) return now.query === sha256('');
  return before.query === now.query || before.image === now.image;
}

function queryOf(url: string): string {
  const [, query = ''] = /^[^?#]*\?([^#]*)/.exec(url) ?? [];
  return query;
}

function withoutSigningParameters(query: string): string {
  const parameters = query.split('&').map((text) => ({ text, ...decode(text) }));
  const names = new Set(parameters.map(({ name }) => name));
  const present = companies.filter(({ required }) => required.every((name) => names.has(name)));
  const inCompany = new Set(present.flatMap(({ required, optional }) => [...required, ...optional]));
  const kept = parameters.filter(({ name, value }) => !inCompany.has(name) && !signsAlone(name, value));
  return kept.map(({ text }) => text).join('&');
}

function signsAlone(name: string, value: string): boolean {
  // Baidu BOS puts the whole Authorization header into a parameter.
  return signingNames.has(name.toLowerCase()) || (name.toLowerCase() === 'authorization' && value.startsWith('bce-auth-v1/'));
}

function decode(parameter: string): { readonly name: string; readonly value: string } {
  const [[name, value] = ['', '']] = new URLSearchParams(parameter);
  return { name, value };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
