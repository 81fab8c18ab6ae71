import { createHash } from 'node:crypto';
import { Redactor } from '../../src/step/redactor.ts';
import { fixed, median, printTable, type Targets } from './report.ts';

const textLength = 2 ** 20;
const secrets = 500;
const repetitions = 7;
const maxMs = 100;

/** How much processor time it takes to redact a text as long as a response may be, with the signed URLs of the longest list. */
export async function benchRedacting(targets: Targets): Promise<void> {
  const urls = Array.from({ length: secrets }, (_, index) => signedUrl(index));
  const redactor = new Redactor();
  redactor.addToken('sk_live_Q7f3RZk9w2vLp0sTyBn4');
  for (const url of urls) redactor.addQueryOf(url);
  const texts = {
    'English prose': 'The image could not be opened: is its URL public, and has the signature not expired? ',
    'Chinese prose': '无法打开图片：请检查图片地址是否公开，签名是否过期。',
    'what all the queries begin with': new URL(signedUrl(0)).search.slice(1, 120),
    'the URLs themselves': urls.join(' '),
  };
  printTable('Redacting: processor time for 1 MiB of text with 500 signed URLs of one bucket', [
    ['the text repeats', 'median'],
    ...Object.entries(texts).map(([name, piece]) => {
      const text = piece.repeat(Math.ceil(textLength / piece.length)).slice(0, textLength);
      return [
        name,
        targets.atMost(
          median(Array.from({ length: repetitions }, () => processorMs(() => redactor.sanitize(text)))),
          maxMs,
          fixed(0, ' ms'),
        ),
      ];
    }),
  ]);
}

function signedUrl(index: number): string {
  const signature = createHash('sha256').update(String(index)).digest('hex');
  return (
    `https://portraits.s3.eu-central-1.amazonaws.com/${index}.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256` +
    '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260224%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20260224T120000Z&X-Amz-Expires=3600' +
    `&X-Amz-SignedHeaders=host&X-Amz-Signature=${signature}`
  );
}

function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
