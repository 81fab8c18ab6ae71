import { describe, expect, test } from 'vitest';
import { creationInputs, readInputs } from '../../../src/video/inputs.ts';
import { expectLinear } from '../../support/processor-time.ts';

const good = { token: 'sk_test', prompt: 'The person waves.', images: '["asset://asset-1"]' };

const read = (inputs: Readonly<Record<string, string>>) => readInputs((name) => inputs[name] ?? '');
const requestOf = (inputs: Readonly<Record<string, string>>) => {
  const { task, problems } = read(inputs);
  if (task?.kind !== 'create') throw new Error(JSON.stringify(problems));
  return task.request;
};
const problemsOf = (inputs: Readonly<Record<string, string>>) =>
  read({ ...good, ...inputs }).problems.map(({ input, text }) => `${input}: ${text}`);

describe('a creation', () => {
  test('takes the defaults for what is not set', () => {
    expect(read(good)).toMatchObject({ file: 'video.mp4', timeoutMs: 1_800_000, pollIntervalMs: 10_000, wait: true, problems: [] });
    expect(requestOf(good)).toEqual({
      model: 'seedance2.0-sp',
      prompt: 'The person waves.',
      duration: 5,
      resolution: '720p',
      ratio: '16:9',
      images: ['asset://asset-1'],
      extra: { json: '{}', fields: {} },
    });
  });

  test.each(['seedance2.0-mini-720p', 'sd2_md', 'seedance2.0-gz', 'seedance2.0-sp-x'])('leaves unset inputs to the model %s', (model) => {
    const request = requestOf({ ...good, model });
    expect(request).toMatchObject({ model, duration: 5 });
    expect(Object.keys(request)).not.toEqual(expect.arrayContaining(['resolution']));
    expect(Object.keys(request)).not.toEqual(expect.arrayContaining(['ratio']));
    expect(requestOf({ ...good, model, resolution: '480p', ratio: '9:16', duration: '60' })).toMatchObject({
      ...{ resolution: '480p', ratio: '9:16', duration: 60 },
    });
    expect(problemsOf({ model, duration: '61' })).toEqual([expect.stringMatching(/^duration: .*1 to 60/)]);
    expect(problemsOf({ model, duration: '0' })).toEqual([expect.stringMatching(/^duration: .*1 to 60/)]);
  });

  test.each([
    ...['seedance-2.5', 'seedance-2.5-sp', 'seedance2.5-gz', 'Seedance_2.5', 'seedance25-sp'],
    ...['minimax-h3', 'MiniMax_H3-pro', 'kling-o3', 'wan3.0-t2v', 'flux-3', 'video-translate', 'video_translate_x'],
  ])('rejects the model %s, which is served at another path', (model) => {
    expect(problemsOf({ model })).toEqual([expect.stringMatching(/^model: .*another path.*seedance2\.0-sp/)]);
  });

  test.each(['seedance2.0-25', 'sd2_minimax-h3', 'seedance2.0-of-sp'])('accepts the model %s', (model) => {
    expect(requestOf({ ...good, model }).model).toBe(model);
  });

  test('passes extra on verbatim', () => {
    const extra = '{"seed": 12345678901234567890, "scale": 1.0, "text": "[{"}';
    expect(requestOf({ ...good, extra }).extra).toEqual({ json: extra, fields: expect.objectContaining({ scale: 1, text: '[{' }) });
  });

  test('accepts 64 levels of extra, and not one more, however many there are', () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect(requestOf({ ...good, extra: nested(64) }).extra.json).toBe(nested(64));
    for (const levels of [65, 50_000])
      expect(problemsOf({ extra: nested(levels) })).toEqual([expect.stringMatching(/^extra: .*64 levels/)]);
  });

  test.each([
    ['["asset://a", "https://example.com/b.jpg"]', ['asset://a', 'https://example.com/b.jpg']],
    ['asset://a\nhttps://example.com/b.jpg\n', ['asset://a', 'https://example.com/b.jpg']],
    ['  asset://a  \r\n\r\n  asset://b', ['asset://a', 'asset://b']],
  ])('accepts the references %j', (images, list) => {
    expect(requestOf({ ...good, images }).images).toEqual(list);
  });

  test.each([
    ['', /^images: missing.*asset_refs/],
    ['[]', /^images: .*Active/],
    ['["asset://a", 7]', /^images: .*JSON array/],
    ['[', /^images: .*JSON array/],
    ['asset://a b', /^images\[0\]: .*asset:\/\//],
    ['asset://', /^images\[0\]: .*asset:\/\//],
    ['http://127.0.0.1/a.jpg', /^images\[0\]: .*\bhost\b/],
    ['https://u:p@example.com/a.jpg', /^images\[0\]: .*user name/],
    ['portrait.jpg', /^images\[0\]: .*absolute http\(s\) URL/],
    ['asset://a\nasset://b\nasset://a', /^images\[2\]: repeats/],
  ])('rejects the references %j', (images, problem) => {
    expect(problemsOf({ images })).toEqual([expect.stringMatching(problem)]);
  });

  test('takes time linear in the number of references, and only counts problems after the first hundred', async () => {
    const imagesOf = (count: number) => Array.from({ length: count }, (_, index) => `asset://${index}`).join('\n');
    await expectLinear((count) => read({ ...good, images: imagesOf(count) }), 10_000);
    expect(read({ ...good, images: 'x\n'.repeat(150) })).toMatchObject({ problems: { length: 100 }, omitted: 50 });
  });

  test('accepts 5000 characters of prompt, and not one more', () => {
    expect(requestOf({ ...good, prompt: '人'.repeat(4999).concat('🙂') }).prompt.length).toBe(5001);
    expect(problemsOf({ prompt: 'x'.repeat(5001) })).toEqual([expect.stringMatching(/^prompt: has 5001 characters/)]);
    expect(problemsOf({ prompt: 'a\u0007b' })).toEqual([expect.stringMatching(/^prompt: .*control character/)]);
  });

  test.each(['4', '15', '10s', '4s'])('accepts the duration %s', (duration) => {
    expect(requestOf({ ...good, duration }).duration).toBe(Number.parseInt(duration, 10));
  });

  test.each(['3', '16', '5.5', '-5', '5m', 'five', '05000'])('rejects the duration %s', (duration) => {
    expect(problemsOf({ duration })).toEqual([expect.stringMatching(/^duration: .*4 to 15/)]);
  });

  test.each(['16:9', '9:16', '1:1', '2048:858', 'adaptive'])('accepts the ratio %s', (ratio) => {
    expect(requestOf({ ...good, ratio }).ratio).toBe(ratio);
  });

  test.each([
    ['model', 'a/b'],
    ['model', 'x'.repeat(65)],
    ['resolution', '720 p'],
    ['ratio', '16/9'],
    ['ratio', '16:'],
    ['extra', '[]'],
    ['extra', '{'],
    ['extra', '{"prompt": "x"}'],
    ['extra', '{"images": []}'],
  ])('rejects the %s %s', (input, text) => {
    expect(problemsOf({ [input]: text })).toEqual([expect.stringMatching(new RegExp(`^${input}: `))]);
  });

  test('accepts a first or last image in place of images, but not with them', () => {
    const extra = '{"first_image": "asset://a"}';
    expect(requestOf({ ...good, images: '', extra })).not.toHaveProperty('images');
    expect(problemsOf({ extra })).toEqual([expect.stringMatching(/^images: .*first_image.*extra/)]);
  });

  test.each(creationInputs)('rejects the token in %s', (input) => {
    const texts: Readonly<Record<string, string>> = { extra: '{"a": "sk_test"}', images: 'https://example.com/sk_test.jpg' };
    const text = texts[input] ?? 'sk_test';
    expect(problemsOf({ [input]: text })).toContainEqual(expect.stringMatching(new RegExp(`^${input}: .*token`)));
  });
});

describe('no task', () => {
  test.each([{}, { prompt: ' ', images: '\n', 'task-id': ' ' }, { file: 'a.mp4', wait: 'false' }])(
    'in the inputs %j is one problem, which mentions an expression that may be empty',
    (inputs) => {
      const { task, problems } = read({ token: 'sk_test', ...inputs });
      expect(task).toBeNull();
      expect(problems.map(({ input }) => input)).toEqual(['task-id, prompt, images']);
      expect(problems[0]?.text).toMatch(/prompt.*images.*task-id.*\$\{\{ steps\.ID\.outputs\.NAME \}\}/);
    },
  );

  test.each(creationInputs)('is not reported if %s is set', (input) => {
    const value = { images: 'asset://a', duration: '5', extra: '{}' }[String(input)] ?? 'x';
    expect(read({ token: 'sk_test', [input]: value }).problems.map((problem) => problem.input)).not.toContain('task-id, prompt, images');
  });
});

describe('a task-id', () => {
  test('is all that is needed besides the token', () => {
    expect(read({ token: 'sk_test', 'task-id': ' task-1 ' })).toMatchObject({ task: { kind: 'given', taskId: 'task-1' }, problems: [] });
  });

  test.each(['.', '..', '-n', 'a/b', 'a b', '$(id)', 'x'.repeat(257), 'sk_test'])('is not %s', (taskId) => {
    expect(read({ token: 'sk_test', 'task-id': taskId }).problems.map(({ input }) => input)).toEqual(['task-id']);
  });

  test('can’t be combined with wait: false', () => {
    expect(read({ token: 'sk_test', 'task-id': 'task-1', wait: 'false' }).problems.map(({ input }) => input)).toEqual(['wait']);
  });
});

describe('there is no creation', () => {
  test.each([
    ['model', 'a/b'],
    ['prompt', ''],
    ['duration', '3'],
    ['resolution', '720 p'],
    ['ratio', '!16:9'],
    ['ratio', '16:9!'],
    ['extra', '['],
    ['extra', '{"prompt": "x"}'],
    ['images', 'asset:x/asset://a'],
  ])('if the %s is %j', (input, text) => {
    const { task, problems } = read({ ...good, [input]: text });
    expect(problems).toEqual([{ input: expect.stringContaining(input), text: expect.stringMatching(/\S/) }]);
    // A creation without images is one with a first or last image.
    if (input !== 'images') expect(task).toBeNull();
  });

  test('if there is a task-id, which can’t be combined with any of its inputs', () => {
    for (const input of creationInputs) {
      expect(read({ token: 'sk_test', 'task-id': 'task-1', [input]: 'x' }).problems.map((problem) => problem.input)).toEqual([input]);
    }
  });
});

test('a first image alone is no problem, nor is an asset in the path of a URL', () => {
  expect(problemsOf({ images: '', extra: '{"first_image": "asset://a"}' })).toEqual([]);
  expect(problemsOf({ images: 'https://example.com/asset:1.jpg' })).toEqual([]);
});

describe('in a dry run', () => {
  const dry = { ...good, 'dry-run': 'true' };
  const inputsOf = (inputs: Readonly<Record<string, string>>) => read(inputs).problems.map(({ input }) => input);

  test.each(['', 'Bearer '])('no token is needed, as where a pull request from a fork gets no secret (%j)', (token) => {
    expect(read({ ...dry, token })).toMatchObject({ token: null, dryRun: true, problems: [] });
    expect(read({ token, 'dry-run': 'true', 'task-id': 'task-1' })).toMatchObject({ task: { taskId: 'task-1' }, problems: [] });
    expect(inputsOf({ ...good, token })).toEqual(['token']);
  });

  test('a token that is given is checked all the same, and nothing may contain it', () => {
    expect(inputsOf({ ...dry, token: 'sk_a b' })).toEqual(['token']);
    expect(inputsOf({ ...dry, prompt: 'x sk_test' })).toEqual(['prompt']);
    expect(inputsOf({ token: 'sk_test', 'dry-run': 'true', 'task-id': 'sk_test' })).toEqual(['task-id']);
  });

  test('whatever else is wrong is a problem as always', () => {
    const wrong = { model: 'minimax-h3', duration: '99', images: '[]', extra: '{', 'base-url': 'x' };
    expect(inputsOf({ ...dry, token: '', ...wrong })).toEqual(inputsOf({ ...good, ...wrong }));
    expect(inputsOf({ ...good, ...wrong }).toSorted()).toEqual(Object.keys(wrong).toSorted());
  });

  test('must be said in a word that is a boolean', () => {
    expect(inputsOf({ ...good, 'dry-run': 'yes' })).toEqual(['dry-run']);
    expect(inputsOf({ ...good, token: '', 'dry-run': 'yes' })).toEqual(['dry-run', 'token']);
  });
});

test('if the token is missing, nothing contains it', () => {
  expect(read({ ...good, token: '', prompt: 'null' }).problems.map(({ input }) => input)).toEqual(['token']);
  expect(read({ 'task-id': 'null' }).problems.map(({ input }) => input)).toEqual(['token']);
});
