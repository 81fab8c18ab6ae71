import { describe, expect, test } from 'vitest';
import { createTaskDecoder } from '../../../src/jimmyai/task.ts';
import { Redactor } from '../../../src/step/redactor.ts';

function decoder() {
  const warnings: string[] = [];
  const redactor = new Redactor();
  redactor.addToken('sk_geheim');
  const isFollowable = (link: string) => link.startsWith('https:');
  return { warnings, decoder: createTaskDecoder({ redactor, warnOnce: (text) => warnings.push(text), isFollowable }) };
}

const taskOf = (data: unknown) => decoder().decoder.task(data);

describe('the ID of a task', () => {
  test.each([
    ['task-1', 'task-1'],
    ['0', '0'],
    [12, '12'],
    ['1234567890123456789', '1234567890123456789'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ])('%j is %s', (id, read) => {
    expect(decoder().decoder.id({ task_id: id })).toBe(read);
  });

  test.each(['', 'a b', '$(id)', '-1', -1, 0, 1.5, 2 ** 53, null, true, ['a'], 'task-sk_geheim'])('%j is not an ID', (id) => {
    expect(decoder().decoder.id({ task_id: id })).toBeNull();
  });

  test.each([undefined, null, 'task-1', []])('is missing from %j', (data) => {
    expect(decoder().decoder.id(data)).toBeNull();
  });
});

describe('the status of a task', () => {
  test.each([
    ['queued', 'queued'],
    ['pending', 'queued'],
    ['Submitted', 'queued'],
    ['PROCESSING', 'processing'],
    ['completed', 'completed'],
    ['Success', 'completed'],
    [' succeeded ', 'completed'],
    ['succeed', 'completed'],
    ['Finished', 'completed'],
    ['created', 'queued'],
    ['Running', 'processing'],
    ['in_progress', 'processing'],
  ])('%j is %s, without a warning', (status, kind) => {
    const { decoder: tasks, warnings } = decoder();
    expect(tasks.task({ status })?.status).toEqual({ kind });
    expect(warnings).toEqual([]);
  });

  test.each(['failed', 'Error', 'canceled', 'CANCELLED', 'expired', 'fail', 'failure', 'Rejected'])('%j is failed', (status) => {
    const { decoder: tasks, warnings } = decoder();
    expect(tasks.task({ status })?.status).toEqual({ kind: 'failed', reason: null });
    expect(warnings).toEqual([]);
  });

  test.each([
    [{ error_message: 'no face' }, 'no face'],
    [{ error_msg: 'no face' }, 'no face'],
    [{ reason: 'no face' }, 'no face'],
    [{ error_message: ' ', error_msg: 'first', reason: 'second' }, 'first'],
    [{ remark: 'no face' }, 'no face'],
    [{ fail_reason: 'no face' }, 'no face'],
    [{ message: 'no face' }, 'no face'],
    [{ error: 'no face' }, 'no face'],
    [{ detail: 'no face' }, 'no face'],
    [{ error: { message: 'no face' } }, 'no face'],
    [{ error_message: '', error: { reason: 'no face' } }, 'no face'],
    [{ remark: { detail: { message: 'too deep' } } }, null],
    [{ error_message: 7 }, null],
    [{ error_message: 'sk_geheim\nis wrong' }, '***\\nis wrong'],
  ])('failed with %j has the reason %j', (more, reason) => {
    expect(taskOf({ status: 'failed', ...more })?.status).toEqual({ kind: 'failed', reason });
  });

  test('that is unknown keeps the wait going, with a warning that shows no token', () => {
    const { decoder: tasks, warnings } = decoder();
    expect(tasks.task({ status: 'reviewing sk_geheim' })?.status).toEqual({ kind: 'processing' });
    expect(warnings).toEqual([expect.stringContaining('reviewing ***')]);
  });

  test('that is unknown causes one warning each, and five at most', () => {
    const { decoder: tasks, warnings } = decoder();
    for (let count = 0; count < 44; count++) for (const _ of [1, 2]) tasks.task({ status: `step ${count}` });
    expect(warnings).toEqual([0, 1, 2, 3, 4].map((count) => expect.stringContaining(`“step ${count}”`)));
  });

  test.each([undefined, null, 'failed', [], {}, { status: '' }, { status: 1 }])('is missing from %j', (data) => {
    expect(taskOf(data)).toBeNull();
  });
});

describe('what else is reported about a task', () => {
  test.each([
    [0, 0],
    [42.5, 42.5],
    [100, 100],
    [-1, null],
    [100.5, null],
    ['42', null],
    [null, null],
  ])('the progress %j is %j', (progress, read) => {
    expect(taskOf({ status: 'processing', progress })?.progress).toBe(read);
  });

  test.each([
    [12, '12'],
    [0, '0'],
    [1.25, '1.25'],
    ['12.50', '12.50'],
    ['9'.repeat(15), '9'.repeat(15)],
    [`1.${'9'.repeat(15)}`, `1.${'9'.repeat(15)}`],
    ['9'.repeat(16), null],
    [`1.${'9'.repeat(16)}`, null],
    [-1, null],
    ['', null],
    ['.5', null],
    ['5.', null],
    ['1e3', null],
    ['12 coins', null],
    ['about 12', null],
    ['1x5', null],
    [true, null],
    [['12'], null],
  ])('the cost %j is %j', (cost, read) => {
    expect(taskOf({ status: 'completed', cost })?.cost).toBe(read);
  });

  const link = 'https://media.example/v.mp4?sig=1';

  test.each([
    [{ result: { video_url: ` ${link} ` } }, [link]],
    [{ result: { url: link } }, [link]],
    [{ result: { videoUrl: [link, 'https://media.example/second.mp4'] } }, [link]],
    [{ mediaUrl: link }, [link]],
    [{ video_path: 'videos/v.mp4' }, ['videos/v.mp4']],
    [{ videoPath: link, video_url: null, result: null }, [link]],
    [{ url: link, result: { video_url: 'v.mp4', url: link } }, ['v.mp4', link]],
    [{ result: { video_url: '' } }, []],
    [{ result: { video_url: 7, url: [], mediaUrl: [7], video_path: {} } }, []],
    [{ result: link }, []],
    [{}, []],
  ])('the task %j has the links %j, the likeliest first', (data, links) => {
    expect(taskOf({ status: 'completed', ...data })?.links).toEqual(links);
  });

  test('a link that may be followed means that the video is completed, if no known status says so', () => {
    const { decoder: tasks, warnings } = decoder();
    for (const status of ['archived', '', undefined]) expect(tasks.task({ status, url: link })?.status).toEqual({ kind: 'completed' });
    expect(warnings).toEqual([]);
    expect(tasks.task({ status: 'processing', url: link })?.status).toEqual({ kind: 'processing' });
    expect(tasks.task({ status: 'archived', url: 'v.mp4' })?.status).toEqual({ kind: 'processing' });
    expect(tasks.task({ url: 'v.mp4' })).toBeNull();
  });
});
