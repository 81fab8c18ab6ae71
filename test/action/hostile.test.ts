import { Marked } from 'marked';
import { describe, expect, test } from 'vitest';
import { expectClean, expectFailure } from '../support/expectations.ts';
import { FakeJimmyAi, fakeToken, json, raw, refusal, usualBut } from '../support/fake-jimmyai.ts';
import { parseLog, runAction } from '../support/run-action.ts';

const texts: Readonly<Record<string, string>> = {
  'a command on a line of its own': 'x\n::error title=owned::by the service\n::set-output name=asset_id::evil\r\n::add-mask::a',
  'the older command in mid-line': 'x ##[add-mask]a ##[error]b ###[group]c ##\u200b[x]',
  'commands stopped': '\n::stop-commands::never\n',
  'terminal escapes': '\u001b[31mred\u001b[0m\u001b]0;title\u0007\u009b2J\b\b\b',
  'turned text': '\u202egpj.tiartrop\u2066\u200f',
  'other line ends': 'a\u2028::error::b\u2029::error::c\u0085::error::d\u000b::error::e',
  'a Markdown table': '| a | b |\n|---|---|\n| [x](javascript:alert(1)) | ![](https://evil.example/i.png) |',
  HTML: '</td></tr></table><img src=x onerror=alert(1)><script>alert(1)</script><!--',
  'a code fence': '```\n`` ` ``\n~~~',
  'a shell': '$(touch /tmp/owned); `id` && ${HOME} | tee\n',
  'a heredoc': 'x\nghadelimiter_x\nasset_id=evil',
  'a very long one': 'x'.repeat(400_000),
  'the token': `${fakeToken} Bearer ${fakeToken}\n${fakeToken.split('').join('\u200b')}`,
  'a URL with a signature': 'https://u:pass%77ord@example.com/a.jpg?signature=5ecret http:\\/\\/example.com\\/?signature=5ecret',
  'half a character': '\ud800 \udfff',
  'marks that can’t be seen': 'a\u00adb\u3164c\u206a\u{e0041}d\u200d ',
  'commands at its beginning': ' \u3000::stop-commands::never',
};
const secretsIn = ['signature=5ecret', 'pass%77ord'];

// All but line feed.
const unprintable = /[^\P{Cc}\n]|[\u00ad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u206f\u3164\p{Cs}\u{e0000}-\u{e007f}]/u;

const odd: Readonly<Record<string, unknown>> = {
  'a number': 7,
  'a very large number': 1e308,
  true: true,
  null: null,
  'an empty text': '',
  'a list': ['asset-1'],
  'an object': { toString: 'x', __proto__: { a: 1 }, constructor: 'x' },
};

/** The rows of the tables in a part of the summary, each cut into its cells. */
function tableOf(summary: string): string[][] {
  return summary
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.replace(/\\\|/g, '').split('|').slice(1, -1));
}

async function run(prepare: (service: FakeJimmyAi) => void, inputs: Record<string, string> = {}, secrets = secretsIn) {
  const service = await FakeJimmyAi.start();
  prepare(service);
  const result = await runAction(
    {
      name: 'front',
      url: 'https://example.com/front.jpg',
      'base-url': service.origin,
      timeout: '60s',
      'poll-interval': '100ms',
      ...inputs,
    },
    // Its own colors would hide those of others.
    { env: { NO_COLOR: '1' } },
  );
  await service.stop();
  expectClean(result, secrets);
  expect(result.errors.length).toBe(result.exitCode === 0 ? 0 : 1);
  expect(result.stdout + result.summary).not.toMatch(unprintable);
  const [portraits = '', shownInputs = ''] = result.summary.split('<details><summary>Inputs</summary>');
  const [columns = []] = tableOf(portraits);
  for (const row of tableOf(portraits)) expect(row).toHaveLength(columns.includes(' Reference ') ? 5 : 4);
  for (const row of tableOf(shownInputs)) expect(row).toHaveLength(2);
  expect(result.summary.replace(/\\[<`]/g, '')).not.toMatch(/<(?!details|summary|\/details|\/summary)/);
  for (const name of ['asset_id', 'official_id']) expect(result.outputs[name] ?? 'asset').toMatch(/^[A-Za-z0-9._:-]{0,256}$/);
  expect(result.outputs['asset_ref'] ?? 'asset://a').toMatch(/^[A-Za-z0-9._~:/@%+,=-]{1,1024}$/);
  expect(Buffer.byteLength(result.stdout)).toBeLessThan(50_000);
  expect(service.accepted).toBeLessThanOrEqual(1);
  return { service, result };
}

describe.concurrent.each(Object.entries(texts))('%s', (_, text) => {
  test('as the message of a refusal', async () => {
    const { result } = await run((service) => service.always('submit', refusal(20002, text)));
    expect(result.exitCode).toBe(1);
  });

  test('as a code', async () => {
    const { result } = await run((service) => service.always('submit', refusal(text, 'x')));
    expect(result.exitCode).toBe(1);
  });

  test('as the reason of a failure', async () => {
    const { result } = await run((service) => {
      service.tell = () => ({ status: 'Failed', error_message: text });
    });
    expect(result.exitCode).toBe(1);
    expect(result.outputs['asset_id']).toBe('asset-0001');
  });

  test('as a status', async () => {
    const { result } = await run((service) => {
      service.tell = ({ checks }) => (checks < 2 ? { status: text } : { status: 'Active' });
    });
    expect(result.exitCode).toBe(0);
    expect(result.warnings).toHaveLength(1);
  });

  test('as an asset_id', async () => {
    const { result } = await run((service) => service.always('submit', usualBut({ asset_id: text })));
    expectFailure(result, 'possibly-submitted');
    expect(result.outputs['asset_id']).toBeUndefined();
  });

  test('as official_id and asset_ref', async () => {
    const { result } = await run((service) => {
      service.tell = () => ({ status: 'Active', official_id: text, asset_ref: text });
    });
    expect(result.exitCode).toBe(0);
    expect(result.outputs['asset_ref']).toBe('asset://asset-0001');
    expect(result.outputs['official_id']).toBeUndefined();
    expect(result.warnings).toHaveLength(2);
  });

  test('as a name', async () => {
    // What the workflow calls its portrait is handed on as it is.
    const name = text.slice(0, 1000).trim();
    const { result, service } = await run(() => {}, { name }, []);
    if (result.exitCode === 0) expect(service.acceptedNames).toEqual([name.toWellFormed()]);
    else expect(service.received).toEqual([]);
  });

  test('as a page and a redirect', async () => {
    const { result } = await run((service) => service.always('status', json(text, { status: 404 })).always('submit', usualBut({})), {
      timeout: '5s',
    });
    expect(result.exitCode).toBe(1);
    const location = text.replace(/[^ -~]/g, '').slice(0, 2000);
    const redirected = await run((service) =>
      service.always('submit', raw(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`, 'close')),
    );
    expect(redirected.result.exitCode).toBe(1);
  });
});

describe.concurrent.each(Object.entries(odd))('%s', (_, value) => {
  test.each(['asset_id', 'status', 'asset_ref', 'official_id', 'name', 'url', 'error_message', 'created_at'])(
    'as %s of a submission',
    async (key) => {
      // An integer is an id, which this service doesn't know.
      const { result } = await run((service) => service.always('submit', usualBut({ [key]: value })), { timeout: '10s' });
      expect(result.exitCode).toBe(key === 'asset_id' ? 1 : 0);
    },
  );

  test.each(['asset_ref', 'official_id', 'name', 'error_message'])('as %s of a status', async (key) => {
    const { result } = await run((service) => {
      service.tell = () => ({ status: 'Active', [key]: value });
    });
    expect(result.exitCode).toBe(0);
    expect(result.outputs['asset_ref']).toBe('asset://asset-0001');
  });

  test.each(['code', 'msg', 'data'])('as %s of an envelope', async (key) => {
    const { result, service } = await run((service) => service.always('submit', usualBut({}, { [key]: value })));
    expect(result.exitCode).toBeLessThanOrEqual(1);
    expect(service.count('submit')).toBe(1);
  });
});

describe.concurrent('a response', () => {
  test('with keys given twice, __proto__ and depth is taken for what it says last', async () => {
    const body = `{"__proto__":{"code":20001},"code":20001,"code":0,"data":{"asset_id":"evil; rm","asset_id":"good-1","__proto__":{"status":"Failed"},"status":"Active","deep":${'['.repeat(2000)}${']'.repeat(2000)}}}`;
    const { result } = await run((service) => service.always('submit', json(body, { accepts: true })));
    expect(result.exitCode).toBe(0);
    expect(result.outputs['asset_id']).toBe('good-1');
  });

  test('about another asset is not believed', async () => {
    const aboutAnother = usualBut({ asset_id: 'asset-9999', status: 'Active' });
    const { result } = await run((service) => service.always('status', aboutAnother), { timeout: '10s' });
    expectFailure(result, 'timeout');
    expect(result.outputs).toMatchObject({ asset_id: 'asset-0001', status: 'Processing' });
  });

  test('with ids that carry the token is broken', async () => {
    const withToken = `asset-${fakeToken}`;
    const submitted = await run((service) => service.always('submit', usualBut({ asset_id: withToken })));
    expectFailure(submitted.result, 'possibly-submitted');
    const checked = await run((service) => {
      service.tell = () => ({ status: 'Active', asset_ref: `asset://${withToken}`, official_id: withToken });
    });
    expect(checked.result.outputs).toMatchObject({ asset_ref: 'asset://asset-0001' });
    expect(checked.result.warnings).toHaveLength(2);
  });

  test('with an id that reads as the name of a host makes no link', async () => {
    const { result } = await run((service) => service.always('submit', usualBut({ asset_id: 'www.evil.example' })), { wait: 'false' });
    const html = new Marked().parse(result.summary, { async: false });
    expect(html).toContain('<code>www.evil.example</code>');
    expect(html.replace(/<code>[^<]*<\/code>/g, '')).not.toContain('www.evil.example');
  });

  test('that quotes a signed URL in Chinese shows nothing of its query', async () => {
    const url = 'https://example.com/张三（正）.jpg?n=张三（正）&Signature=Xq7/f3R+Zk9w2vLp0sTyBn4=';
    const quoted = [url, new URL(url).href, encodeURIComponent(url), JSON.stringify({ url }).replaceAll('/', '\\/')].join('，');
    const { result } = await run((service) => service.always('submit', refusal(20002, `无法打开${quoted}，请重试`)), { url }, [
      'Xq7/f3R+Zk9w2vLp0sTyBn4=',
      'n=张三（正）',
    ]);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain('无法打开https://example.com/张三（正）.jpg');
  });

  test('with an id that resembles the query of the picture’s URL is a good one', async () => {
    const { result } = await run(
      (service) => service.always('submit', usualBut({ asset_id: 'asset-20260224200602-qn7wr', status: 'Active' })),
      {
        url: 'https://example.com/p.jpg?20260224#asset',
      },
    );
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain('asset-20260224200602-qn7wr');
  });

  test('is whole although something follows it', async () => {
    const body = JSON.stringify({ code: 0, data: { asset_id: 'good-1', status: 'Active' } });
    const bytes = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}garbage`;
    const { result } = await run((service) => service.always('submit', raw(bytes, 'close')));
    expect(result.exitCode).toBe(0);
    expect(result.outputs['asset_id']).toBe('good-1');
  });

  test('keeps the official_id that an earlier one gave', async () => {
    const { result } = await run((service) => service.always('submit', usualBut({ official_id: 'official-1' })));
    expect(result.outputs).toMatchObject({ official_id: 'official-1', asset_ref: 'asset://asset-0001' });
  });

  test.each([
    ['asset_id', 256, 257],
    ['asset_ref', 1024, 1025],
  ])('has a longest %s', async (key, longest, tooLong) => {
    const fits = await run((service) => service.always('submit', usualBut({ status: 'Active', [key]: 'a'.repeat(longest) })));
    expect(fits.result.outputs[key]).toBe('a'.repeat(longest));
    const exceeds = await run((service) => service.always('submit', usualBut({ status: 'Active', [key]: 'a'.repeat(tooLong) })));
    expect(exceeds.result.outputs[key]).toBe(key === 'asset_id' ? undefined : 'asset://asset-0001');
  });
});

test('the runner that the tests play would take commands', () => {
  expect(parseLog('  ::error title=a%2Cb::c%0Ad\nx ##[add-mask]y').commands).toEqual([
    { name: 'error', properties: { title: 'a,b' }, message: 'c\nd' },
    { name: 'add-mask', properties: {}, message: 'y' },
  ]);
});
