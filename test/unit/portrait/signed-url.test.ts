import { describe, expect, test } from 'vitest';
import { hashQuery, hashQueryOf, isSameImage, withoutQuery, withoutSignature } from '../../../src/portrait/signed-url.ts';
import { expectLinear } from '../../support/processor-time.ts';

const image = 'https://bucket.example.com/a%20b.jpg';

/** What each scheme adds to the URL of an image. */
const schemes: Readonly<Record<string, (nonce: string) => string>> = {
  'AWS, Signature Version 2': (nonce) => `AWSAccessKeyId=AK${nonce}&Signature=${nonce}%3D&Expires=${nonce}&x-amz-security-token=${nonce}`,
  'AWS, Signature Version 4': (nonce) =>
    `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F${nonce}&X-Amz-Date=${nonce}&X-Amz-Expires=900&X-Amz-Security-Token=${nonce}&X-Amz-SignedHeaders=host&X-Amz-Signature=${nonce}&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD`,
  'Google Cloud Storage, V2': (nonce) => `GoogleAccessId=${nonce}%40a&Expires=${nonce}&Signature=${nonce}%3D`,
  'Google Cloud Storage, V4': (nonce) =>
    `X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=a%40${nonce}&X-Goog-Date=${nonce}&X-Goog-Expires=900&X-Goog-SignedHeaders=host&X-Goog-Signature=${nonce}`,
  'Azure, service SAS': (nonce) => `sv=2025-01-05&st=${nonce}&se=${nonce}&sr=b&sp=r&spr=https&sip=168.1.5.60-168.1.5.70&sig=${nonce}%3D`,
  'Azure, SAS with a stored policy': (nonce) => `sv=2025-01-05&si=read&sr=b&sig=${nonce}%3D`,
  'Azure, account SAS': (nonce) => `sv=2025-01-05&ss=b&srt=o&sp=r&se=${nonce}&st=${nonce}&spr=https&sig=${nonce}`,
  'Azure, user delegation SAS': (nonce) =>
    `sp=r&st=${nonce}&se=${nonce}&skoid=1&sktid=2&skt=${nonce}&ske=${nonce}&sks=b&skv=2025-01-05&sv=2025-01-05&sr=b&sig=${nonce}`,
  'CloudFront, canned policy': (nonce) => `Expires=${nonce}&Signature=${nonce}~_&Key-Pair-Id=K${nonce}&Hash-Algorithm=SHA256`,
  'CloudFront, custom policy': (nonce) => `Policy=${nonce}&Signature=${nonce}&Key-Pair-Id=K1`,
  'Aliyun OSS, V1': (nonce) => `OSSAccessKeyId=STS.${nonce}&Expires=${nonce}&Signature=${nonce}%3D&security-token=${nonce}`,
  'Aliyun OSS, V4': (nonce) =>
    `x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=LTAI%2F${nonce}&x-oss-date=${nonce}&x-oss-expires=86400&x-oss-additional-headers=host&x-oss-security-token=${nonce}&x-oss-signature=${nonce}`,
  'Tencent COS': (nonce) =>
    `q-sign-algorithm=sha1&q-ak=AKID${nonce}&q-sign-time=${nonce}%3B1&q-key-time=${nonce}%3B1&q-header-list=host&q-url-param-list=&q-signature=${nonce}&x-cos-security-token=${nonce}`,
  'Volcengine TOS': (nonce) =>
    `X-Tos-Algorithm=TOS4-HMAC-SHA256&X-Tos-Credential=AK%2F${nonce}&X-Tos-Date=${nonce}&X-Tos-Expires=3600&X-Tos-SignedHeaders=host&X-Tos-Signature=${nonce}&X-Tos-Security-Token=${nonce}`,
  'Huawei OBS': (nonce) => `AccessKeyId=HW${nonce}&Expires=${nonce}&x-obs-security-token=${nonce}&Signature=${nonce}`,
  'Baidu BOS': (nonce) =>
    `authorization=bce-auth-v1%2F${nonce}%2F2026-01-01T00%3A00%3A00Z%2F-1%2F%2F${nonce}&x-bce-security-token=${nonce}`,
  'Baidu BOS, with raw slashes': (nonce) => `authorization=bce-auth-v1/${nonce}/2026-01-01T00:00:00Z/300/host/${nonce}`,
  'Kingsoft KS3': (nonce) => `KSSAccessKeyId=AK${nonce}&Expires=${nonce}&Signature=${nonce}%3D`,
  'Kingsoft KS3, V4': (nonce) =>
    `X-Kss-Algorithm=a&X-Kss-Credential=${nonce}&X-Kss-Date=${nonce}&X-Kss-Expires=1&X-Kss-SignedHeaders=host&X-Kss-Signature=${nonce}`,
  'UCloud US3': (nonce) => `UCloudPublicKey=TOKEN_${nonce}&Signature=${nonce}%3D&Expires=${nonce}`,
};

describe('the signature of a signed URL', () => {
  test.each(Object.entries(schemes))('of %s does not make it another image', (_, sign) => {
    for (const nonce of ['1700000001', '1700000002']) {
      expect(withoutSignature(`${image}?${sign(nonce)}`)).toBe(image);
      expect(withoutSignature(`${image}?v=2&${sign(nonce)}&x-oss-process=image%2Fresize,w_100#top`)).toBe(
        `${image}?v=2&x-oss-process=image%2Fresize,w_100`,
      );
      expect(hashQuery(`${image}?${sign(nonce)}`).image).toBe(hashQuery(image).image);
      expect(hashQuery(`${image}?${sign(nonce)}`).query).not.toBe(hashQuery(image).query);
    }
  });

  test('is found whatever the case and order of its parameters, if their names mean nothing else', () => {
    expect(withoutSignature(`${image}?x-amz-signature=1&X-AMZ-DATE=2&a=1&x-amz-credential=3`)).toBe(`${image}?a=1`);
  });

  test.each([`${image}&X-Amz-Date=1`, `${image}&sv=1&sr=b&se=1&sp=r&sig=2`])('is ignored outside a query: %s', (url) => {
    expect(withoutSignature(url)).toBe(url);
  });
});

describe('any other parameter may be the image, and stays', () => {
  test.each([
    'v=1',
    'a=%20+b&&c',
    'e=43&token=bob',
    'token=a',
    'sign=a',
    't=1',
    'auth_key=1-0-0-a',
    // What these sign is not known from one of them.
    'Signature=ada',
    'Expires=2',
    'Policy=ada',
    'Policy=ada&Signature=1',
    'AccessKeyId=ada',
    'Hash-Algorithm=ada',
    'sig=1&sv=2',
    'sv=1&sr=ada&sig=2',
    'expires=1&signature=2',
    'SV=1&SR=b&SE=1&SP=r&SIG=2',
    'authorization=ada',
    'authorization=bce-auth-v1',
    // Parameters of the same families that change the image.
    'x-oss-process=image%2Fresize,w_1',
    'x-tos-process=image%2Fresize,w_1',
    'x-image-process=image%2Fresize,w_1',
    'x-bce-process=image%2Fresize,w_1',
    'imageMogr2/thumbnail/100x',
    'versionId=1',
    'snapshot=2025-01-01',
    'response-content-type=image%2Fpng',
  ])('%s', (query) => {
    expect(withoutSignature(`${image}?${query}`)).toBe(`${image}?${query}`);
    expect(hashQuery(`${image}?${query}`).image).not.toBe(hashQuery(image).image);
  });

  test('in order, since the first or the last of two may count', () => {
    expect(hashQuery(`${image}?id=1&id=2`).image).not.toBe(hashQuery(`${image}?id=2&id=1`).image);
  });
});

test.each([image, `${image}?`, `${image}?a=1`, `${image}#?a=1`, `${image}?a=1#b?c`, `${image}?a?b#c#d`])(
  'no query and no fragment is left of %s, which is what the state file knows it by',
  (url) => {
    expect(withoutQuery(url)).toBe(image);
  },
);

test('a fragment is never sent, and is not part of the query', () => {
  expect(hashQuery(`${image}?a=1#b`)).toEqual(hashQuery(`${image}?a=1`));
  expect(hashQuery(`${image}#?a=1`)).toEqual(hashQuery(image));
  expect(hashQuery(`${image}?`)).toEqual(hashQuery(image));
});

test.each([
  ['parameters', (size: number) => 'a=1&'.repeat(size)],
  ['question marks', (size: number) => '?'.repeat(size)],
  ['number signs', (size: number) => '#'.repeat(size)],
])('a query takes time that grows with its length alone: %s', async (_, queryOf) => {
  await expectLinear((size) => hashQuery(`${image}?${queryOf(size)}`), 40_000);
});

test('only a URL has a query to hash', () => {
  expect(hashQueryOf({ kind: 'asset-id', assetId: 'asset-1' })).toBeNull();
  expect(hashQueryOf({ kind: 'url', url: 'https://example.com/a.jpg?n=1' })).toEqual(hashQuery('https://example.com/a.jpg?n=1'));
});

test('a query is the same image if it is the same, or if all but its signature is', () => {
  const now = { query: 'q', image: 'i' };
  expect(isSameImage({ query: 'q', image: 'other' }, now)).toBe(true);
  expect(isSameImage({ query: 'other', image: 'i' }, now)).toBe(true);
  expect(isSameImage({ query: 'other', image: 'other' }, now)).toBe(false);
});

test('no other parameter signs alone by the value of Baidu’s', () => {
  expect(withoutSignature('https://example.com/a.jpg?who=bce-auth-v1/ada')).toBe('https://example.com/a.jpg?who=bce-auth-v1/ada');
});
