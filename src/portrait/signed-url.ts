/** The query parameters that make a signed URL of one scheme, in lower case. */
interface SignatureScheme {
  /** All of them are there in a signed URL. */
  readonly required: readonly string[];
  /** These may be there too. */
  readonly optional: readonly string[];
}

// As the vendors document them. What changes the image, such as `x-oss-process`, is none of them.
const schemes: readonly SignatureScheme[] = [
  // AWS Signature Version 4, and what stores the same way.
  {
    required: ['x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature'],
    optional: ['x-amz-expires', 'x-amz-signedheaders', 'x-amz-security-token', 'x-amz-content-sha256'],
  },
  // Google Cloud Storage, V4.
  {
    required: ['x-goog-algorithm', 'x-goog-credential', 'x-goog-date', 'x-goog-signature'],
    optional: ['x-goog-expires', 'x-goog-signedheaders', 'x-goog-security-token', 'x-goog-content-sha256'],
  },
  // Azure: service, account and user delegation SAS.
  {
    required: ['sv', 'sig'],
    optional: 'se st sp sr ss srt spr sip si skoid sktid skt ske sks skv saoid suoid scid sdd ses'.split(' '),
  },
  // CloudFront, with a canned and with a custom policy.
  { required: ['expires', 'signature', 'key-pair-id'], optional: ['hash-algorithm'] },
  { required: ['policy', 'signature', 'key-pair-id'], optional: ['hash-algorithm'] },
  // Aliyun OSS, V1 and V4.
  { required: ['ossaccesskeyid', 'expires', 'signature'], optional: ['security-token'] },
  {
    required: ['x-oss-signature-version', 'x-oss-credential', 'x-oss-date', 'x-oss-signature'],
    optional: ['x-oss-expires', 'x-oss-additional-headers', 'x-oss-security-token'],
  },
  // Tencent COS.
  {
    required: ['q-sign-algorithm', 'q-ak', 'q-sign-time', 'q-signature'],
    optional: ['q-key-time', 'q-header-list', 'q-url-param-list', 'x-cos-security-token'],
  },
  // Volcengine TOS.
  {
    required: ['x-tos-algorithm', 'x-tos-credential', 'x-tos-date', 'x-tos-signature'],
    optional: ['x-tos-expires', 'x-tos-signedheaders', 'x-tos-signedqueries', 'x-tos-policy', 'x-tos-security-token'],
  },
  // Qiniu Kodo.
  { required: ['e', 'token'], optional: [] },
  // Huawei OBS.
  { required: ['accesskeyid', 'expires', 'signature'], optional: ['x-obs-security-token'] },
];

/**
 * `url` without the parameters that only sign it, so that the same image signed anew is the same image. Any other URL stays as
 * it is, byte for byte.
 */
export function withoutSignature(url: string): string {
  const queryStart = url.indexOf('?');
  const fragmentStart = url.indexOf('#');
  if (queryStart < 0 || (fragmentStart >= 0 && fragmentStart < queryStart)) return url;
  const queryEnd = fragmentStart < 0 ? url.length : fragmentStart;
  const parameters = url.slice(queryStart + 1, queryEnd).split('&');
  const names = new Set(parameters.map(nameOf));
  const scheme = schemes.find(({ required }) => required.every((name) => names.has(name)));
  if (scheme === undefined) return url;
  const signing = new Set([...scheme.required, ...scheme.optional]);
  const kept = parameters.filter((parameter) => !signing.has(nameOf(parameter)));
  return `${url.slice(0, queryStart)}${kept.length === 0 ? '' : `?${kept.join('&')}`}${url.slice(queryEnd)}`;
}

function nameOf(parameter: string): string {
  return [...new URLSearchParams(parameter).keys()][0]?.toLowerCase() ?? '';
}
