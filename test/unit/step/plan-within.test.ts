import { expect, onTestFinished, test, vi } from 'vitest';
import { planWithin } from '../../../src/step/plan-within.ts';
import { surroundingsIn } from '../../support/step-context.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const valid = { problems: [], omitted: 0, baseUrl: null, timeoutMs: 20_000 };
const remote = { ...valid, baseUrl: 'https://www.jimmyai.cn' };
const invalid = { ...valid, timeoutMs: null, problems: [{ input: 'timeout', text: 'is no duration' }] };
const inputsOf = (found: object) => ('problems' in found ? Object(found).problems.map(({ input }: { input: string }) => input) : found);

function planOf(inputs: typeof valid | typeof invalid, resolve: Parameters<typeof planWithin<object>>[2], abandoned?: AbortSignal) {
  const clock = new VirtualClock();
  const surroundings = surroundingsIn('/workspace', { clock, startedAt: 0, ...(abandoned === undefined ? {} : { abandoned }) });
  return { clock, found: clock.run(planWithin(inputs, surroundings, resolve)).then(inputsOf) };
}

test('a plan is what is made of the inputs, within their timeout', async () => {
  const { found } = planOf(valid, async (list, { deadline }) => (list.isEmpty ? { deadline } : null));
  expect(await found).toEqual({ deadline: 20_000 });
});

test('the problems with the inputs come first, and then those that were found', async () => {
  const { found } = planOf(invalid, async (list) => {
    list.add('file', 'does not exist');
    return null;
  });
  expect(await found).toEqual(['timeout', 'file']);
});

test('the proxy and the output file may be problems too', async () => {
  vi.stubEnv('https_proxy', 'socks5://127.0.0.1:1080');
  onTestFinished(() => void vi.unstubAllEnvs());
  const clock = new VirtualClock();
  const surroundings = surroundingsIn('/workspace', { clock, startedAt: 0, outputFile: '/nowhere/output' });
  expect(inputsOf(await clock.run(planWithin(remote, surroundings, async (list) => (list.isEmpty ? {} : null))))).toEqual([
    'base-url',
    'GITHUB_OUTPUT',
  ]);
});

test.each([
  ['its timeout', valid, 20_250],
  ['a minute if there is no valid timeout', invalid, 60_250],
])('a disk that does not respond is a problem a moment after %s', async (_, inputs, ms) => {
  const { clock, found } = planOf(inputs, () => new Promise(() => {}));
  expect(await found).toContain('timeout');
  expect(clock.now()).toBe(ms);
});

test('nothing is waited for once the step has to end', async () => {
  const { clock, found } = planOf(valid, () => new Promise(() => {}), AbortSignal.abort());
  expect(await found).toEqual(['timeout']);
  expect(clock.now()).toBe(0);
});

test('a mistake in making the plan is no problem of the workflow', async () => {
  const { found } = planOf(valid, () => Promise.reject(new TypeError('a mistake')));
  await expect(found).rejects.toThrow('a mistake');
});
