import { describe, expect, test } from 'vitest';
import { withoutSignature } from '../../../src/portrait/signed-url.ts';

const image = 'https://bucket.example.com/a%20b.jpg';

/** What each scheme adds to the URL of an image. */
const schemes: Readonly<Record<string, (nonce: string) => string>> = {
  'AWS, Signature Version 4': (nonce) =>
    `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F${nonce}&X-Amz-Date=${nonce}&X-Amz-Expires=900&X-Amz-Security-Token=${nonce}&X-Amz-SignedHeaders=host&X-Amz-Signature=${nonce}`,
  'Google Cloud Storage': (nonce) =>
    `X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=a%40b&X-Goog-Date=${nonce}&X-Goog-Expires=900&X-Goog-SignedHeaders=host&X-Goog-Signature=${nonce}`,
  'Azure, service SAS': (nonce) => `sv=2025-01-05&st=${nonce}&se=${nonce}&sr=b&sp=r&spr=https&sip=168.1.5.60-168.1.5.70&sig=${nonce}%3D`,
  'Azure, user delegation SAS': (nonce) =>
    `sp=r&st=${nonce}&se=${nonce}&skoid=1&sktid=2&skt=${nonce}&ske=${nonce}&sks=b&skv=2025-01-05&sv=2025-01-05&sr=b&sig=${nonce}`,
  'CloudFront, canned policy': (nonce) => `Expires=${nonce}&Signature=${nonce}~_&Key-Pair-Id=K1`,
  'CloudFront, custom policy': (nonce) => `Policy=${nonce}&Signature=${nonce}&Key-Pair-Id=K1`,
  'Aliyun OSS, V1': (nonce) => `OSSAccessKeyId=LTAI&Expires=${nonce}&Signature=${nonce}%3D&security-token=${nonce}`,
  'Aliyun OSS, V4': (nonce) =>
    `x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=LTAI%2F${nonce}&x-oss-date=${nonce}&x-oss-expires=86400&x-oss-signature=${nonce}`,
  'Tencent COS': (nonce) =>
    `q-sign-algorithm=sha1&q-ak=AKID&q-sign-time=${nonce}%3B1&q-key-time=${nonce}%3B1&q-header-list=host&q-url-param-list=&q-signature=${nonce}`,
  'Volcengine TOS': (nonce) =>
    `X-Tos-Algorithm=TOS4-HMAC-SHA256&X-Tos-Credential=AK%2F${nonce}&X-Tos-Date=${nonce}&X-Tos-Expires=3600&X-Tos-SignedHeaders=host&X-Tos-Signature=${nonce}`,
  'Qiniu Kodo': (nonce) => `e=${nonce}&token=AK:${nonce}=`,
  'Huawei OBS': (nonce) => `AccessKeyId=HW&Expires=${nonce}&x-obs-security-token=${nonce}&Signature=${nonce}`,
};

describe('the signature of a signed URL', () => {
  test.each(Object.entries(schemes))('of %s makes no other image of it', (_, sign) => {
    for (const nonce of ['1700000001', '1700000002']) {
      expect(withoutSignature(`${image}?${sign(nonce)}`)).toBe(image);
      expect(withoutSignature(`${image}?v=2&${sign(nonce)}&x-oss-process=image%2Fresize,w_100#top`)).toBe(
        `${image}?v=2&x-oss-process=image%2Fresize,w_100#top`,
      );
    }
  });

  test('is taken away before a fragment, which stays', () => {
    expect(withoutSignature(`${image}?sv=1&sig=2#top`)).toBe(`${image}#top`);
  });

  test.each([`${image}&sv=1&sig=2`, `${image}#top?sv=1&sig=2`, `${image}#top&sv=1&sig=2`])('is none outside of a query: %s', (url) => {
    expect(withoutSignature(url)).toBe(url);
  });

  test.each(Object.entries(schemes))('of %s counts only where it is there whole', (_, sign) => {
    const parameters = sign('1').split('&');
    const last = parameters.at(-1) ?? '';
    const incomplete = `${image}?${parameters.filter((parameter) => parameter !== last && !/sig(?:nature)?=/i.test(parameter)).join('&')}`;
    expect(withoutSignature(incomplete)).toBe(incomplete);
  });

  test('is found whatever the case and the order of its parameters', () => {
    expect(withoutSignature(`${image}?x-amz-signature=1&X-AMZ-DATE=2&a=1&x-amz-credential=3&x-amz-algorithm=4`)).toBe(`${image}?a=1`);
  });
});

describe('any other URL', () => {
  test.each([
    image,
    `${image}?`,
    `${image}?v=1`,
    `${image}?Signature=1&Expires=2`,
    `${image}?token=a`,
    `${image}?e=1`,
    `${image}?sig=1&se=2`,
    `${image}?a=%20+b&&c`,
    `${image}#X-Amz-Signature=1`,
    `${image}#?e=1&token=2`,
  ])('stays as it is: %s', (url) => {
    expect(withoutSignature(url)).toBe(url);
  });
});
