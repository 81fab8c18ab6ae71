import { describe, expect, test } from 'vitest';
import { namesModel, topicOf, withoutQuotes } from '../../../src/jimmyai/wording.ts';

describe('what the run has sent', () => {
  test('is taken out as a whole, even if another of its texts is a part of it', () => {
    const sent = ['New', 'New Balance', 'New Balance runner'];
    expect(withoutQuotes('name New Balance runner is bad', sent)).toBe('name … is bad');
    expect(withoutQuotes('name New Balance is bad', [...sent].reverse())).toBe('name … is bad');
  });

  test('is taken out as JSON quotes it, too', () => {
    expect(withoutQuotes(String.raw`{"name":"a \"b\" c"}`, ['a "b" c'])).toBe('{"name":"…"}');
  });

  test.each([
    ['three letters', 'abc', false],
    ['four letters', 'abcd', true],
    ['one Chinese character', '余', false],
    ['two Chinese characters', '余额', true],
    ['letters with one that is not ASCII', 'né', true],
  ])('stays if any text may contain it: %s', (_, words, isTaken) => {
    expect(withoutQuotes(`says ${words} here`, [words])).toBe(isTaken ? 'says … here' : `says ${words} here`);
  });
});

describe('the reason of a failed video', () => {
  test.each([
    ['PROVIDER_MODERATION_ERROR: violence', 'moderation'],
    ['PROVIDER_MODERATION_ERROR：涉及真人', 'moderation'],
    ['provider_moderation_error 7', 'moderation'],
    ['task failed\nPROVIDER_MODERATION_ERROR:\nviolence', 'moderation'],
    ['PROVIDER_MODERATION_ERROR', 'moderation-without-word'],
    ['PROVIDER_MODERATION_ERROR: ', 'moderation-without-word'],
    ['PROVIDER_MODERATION_ERROR：-!', 'moderation-without-word'],
    ['模型配置不存在', 'model'],
    ['upload failed', 'temporary'],
    ['HTTP 502', 'temporary'],
    ['the face is blurred', 'other'],
  ])('%j is about: %s', (reason, topic) => {
    expect(topicOf(reason)).toBe(topic);
  });

  test.each([
    '不支持模型 x',
    '不支持的模型',
    '模型 seedance2.0-sp-fast 不存在',
    '模型无效',
    'Unknown model x',
    'model seedance2.0-sp-fast-1080p is not supported',
    'model x does not exist',
  ])('names the model: %s', (reason) => {
    expect(namesModel(reason)).toBe(true);
  });

  test.each(['the model is busy', '模型正在加载，稍后再试一次就好，不存在问题', '支持的模型'])(
    'does not name the model as the fault: %s',
    (reason) => {
      expect(namesModel(reason)).toBe(false);
    },
  );
});
