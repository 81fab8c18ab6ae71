import { describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectSuccess } from '../support/expectations.ts';
import { cut, FakeJimmyAi, refusal } from '../support/fake-jimmyai.ts';
import { idShapesOf, rejectionsNaming } from '../support/id-shapes.ts';
import { runAction, runVideoAction, type StepResult } from '../support/run-action.ts';

const short = { timeout: '10s', 'poll-interval': '1s' };
const ample = { timeout: '90s', 'poll-interval': '100ms' };
const portrait = { name: 'front', url: 'https://example.com/front.jpg' };
const video = { images: 'asset://asset-77', prompt: 'The person waves.', duration: '5' };

/** Whatever names it: what was made is said, put out, and asked about, and nothing is made again. */
function expectNamed(result: StepResult, output: 'asset_id' | 'task_id', id: string): void {
  expect(result.outputs[output]).toBe(id);
  expect(result.log.join('\n')).toContain(id);
  expect(result.summary).toContain(id);
}

async function submit(prepare: (service: FakeJimmyAi) => void, limits = ample) {
  const service = await FakeJimmyAi.start();
  prepare(service);
  const result = await runAction({ ...portrait, ...limits, 'base-url': service.origin });
  await service.stop();
  expectClean(result);
  expect(service.mistakes).toEqual([]);
  expect(service.count('submit')).toBe(1);
  return { service, result };
}

async function create(prepare: (service: FakeJimmyAi) => void, limits = ample) {
  const service = await FakeJimmyAi.start();
  service.addAsset('asset-77');
  prepare(service);
  const result = await runVideoAction({ ...video, ...limits, 'base-url': service.origin });
  await service.stop();
  expectClean(result, ['5ecretOfTheVideo']);
  expect(service.mistakes).toEqual([]);
  expect(service.count('create')).toBe(1);
  return { service, result };
}

describe.concurrent('a submission whose id comes', () => {
  test.each(idShapesOf('submit'))('as $name goes on with it', async ({ behaviour, id = 'asset-0001' }) => {
    const { service, result } = await submit((service) => {
      if (id !== 'asset-0001') service.addAsset(id);
      service.always('submit', behaviour);
    });
    expectSuccess(result);
    expectNamed(result, 'asset_id', id);
    expect(result.outputs['asset_ref']).toBe(`asset://${id}`);
    expect(service.accepted).toBe(1);
    expect(service.received.at(-1)?.body).toEqual({ asset_id: id });
  });

  test.each(idShapesOf('submit'))(
    'as $name is told where JimmyAI never confirms it',
    async ({ behaviour, id = 'asset-0001', isDoubtful }) => {
      const unknown = (service: FakeJimmyAi) => service.always('submit', behaviour).always('status', refusal(20002, '资产不存在'));
      const { service, result } = await submit(unknown, short);
      expectFailure(result, isDoubtful ? 'possibly-submitted' : 'timeout', { mentions: [id] });
      expectNamed(result, 'asset_id', id);
      expect(service.accepted).toBe(1);
      expect(service.count('status')).toBeGreaterThan(1);
    },
  );

  test.each(rejectionsNaming('submit', 'asset-of-another'))('beside $name is shown, and nothing goes on with it', async ({ behaviour }) => {
    const { service, result } = await submit((service) => {
      service.addAsset('asset-of-another');
      service.always('submit', behaviour);
    });
    expectFailure(result, 'rejected', { mentions: ['asset-of-another'] });
    expect(result.outputs['asset_id']).toBeUndefined();
    expect(service.accepted).toBe(0);
    expect(service.count('status')).toBe(0);
  });

  test('in a body that breaks off is shown, and nothing goes on with it', async () => {
    const { service, result } = await submit((service) => service.always('submit', cut(200, '{"code":0,"data":{"asset_id":"asset-0001",')));
    expectFailure(result, 'possibly-submitted', { mentions: ['asset-0001'] });
    expect(result.outputs['asset_id']).toBeUndefined();
    expect(service.count('status')).toBe(0);
  });

  test('and is known only seconds later is waited for', async () => {
    const { service, result } = await submit((service) => {
      service.recordDelay = 2500;
    });
    expectSuccess(result);
    expect(service.accepted).toBe(1);
    expect(service.count('status')).toBeGreaterThan(1);
  });
});

describe.concurrent('a creation whose id comes', () => {
  test.each(idShapesOf('create'))('as $name goes on with it', async ({ behaviour, id = 'task-0001' }) => {
    const { service, result } = await create((service) => {
      if (id !== 'task-0001') service.videos.add(id);
      service.always('create', behaviour);
    });
    expectSuccess(result);
    expectNamed(result, 'task_id', id);
    expect(result.outputs['path']).toBe('video.mp4');
    expect(service.acceptedVideos).toBe(1);
    expect(service.received.find(({ endpoint }) => endpoint === 'query')?.path).toMatch(new RegExp(`/${id}$`));
  });

  test.each(idShapesOf('create'))(
    'as $name is told where JimmyAI never confirms it',
    async ({ behaviour, id = 'task-0001', isDoubtful }) => {
      const unknown = (service: FakeJimmyAi) => service.always('create', behaviour).always('query', refusal(20002, '任务不存在'));
      const { service, result } = await create(unknown, short);
      expectFailure(result, isDoubtful ? 'possibly-created' : 'timeout', { mentions: [`task-id: ${id}`] });
      expectNamed(result, 'task_id', id);
      expect(service.acceptedVideos).toBe(1);
      expect(service.count('query')).toBeGreaterThan(1);
    },
  );

  test.each(rejectionsNaming('create', 'task-of-another'))('beside $name is shown, and nothing goes on with it', async ({ behaviour }) => {
    const { service, result } = await create((service) => {
      service.videos.add('task-of-another');
      service.always('create', behaviour);
    });
    expectFailure(result, 'rejected', { mentions: ['task-of-another'] });
    expect(result.outputs['task_id']).toBeUndefined();
    expect(service.acceptedVideos).toBe(0);
    expect(service.count('query')).toBe(0);
  });

  test('in a body that breaks off is shown, and nothing goes on with it', async () => {
    const { service, result } = await create((service) => service.always('create', cut(429, '{"code":0,"data":{"task_id":"task-0001",')));
    expectFailure(result, 'possibly-created', { mentions: ['task-0001'] });
    expect(result.outputs['task_id']).toBeUndefined();
    expect(service.count('query')).toBe(0);
  });

  test('and is known only seconds later is waited for', async () => {
    const { service, result } = await create((service) => {
      service.recordDelay = 2500;
    });
    expectSuccess(result);
    expect(service.acceptedVideos).toBe(1);
    expect(service.count('query')).toBeGreaterThan(1);
  });
});
