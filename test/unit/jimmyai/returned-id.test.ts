import { expect, test } from 'vitest';
import { findIdIn, findIdInPart, namesOther } from '../../../src/jimmyai/returned-id.ts';

const noSecret = () => false;
const part = (text: string) => ({ kind: 'flawed', text, cause: 'it broke off' }) as const;

test('an ID is found only where a call makes something', () => {
  for (const endpoint of ['status', 'batch-status', 'upload', 'query'] as const) {
    expect(findIdIn({ data: { asset_id: 'a-1', task_id: 't-1', id: 'x-1' } }, endpoint, true, noSecret)).toBeNull();
    expect(findIdInPart(part('{"asset_id":"a-1","task_id":"t-1"'), endpoint, noSecret)).toBeNull();
  }
  expect(findIdIn({ data: { id: 'x-1' } }, 'submit', true, noSecret)).toBe('x-1');
  expect(findIdIn({ data: { id: 'x-1' } }, 'submit', false, noSecret)).toBeNull();
});

test('the received part of a response may name the ID by its other name, and an unusable one is passed over', () => {
  expect(findIdInPart(part('{"assetId":"a-1"'), 'submit', noSecret)).toBe('a-1');
  expect(findIdInPart(part('{"asset_id":"$(x)","assetId":"a-2"'), 'submit', noSecret)).toBe('a-2');
  expect(findIdInPart(part('{"asset_id":123'), 'submit', noSecret)).toBeNull();
  expect(findIdInPart(part('{"asset_id":123,'), 'submit', noSecret)).toBe('123');
});

test.each([
  ['the same ID', { asset_id: 'a-1' }, false],
  ['the same ID under one of two names', { asset_id: 'a-1', assetId: 'b-2' }, false],
  ['another ID', { asset_id: 'b-2' }, true],
  ['an empty ID', { asset_id: '' }, false],
  ['no ID', {}, false],
  ['nothing', null, false],
])('a response about an asset may name %s', (_, data, isOther) => {
  expect(namesOther(data, 'submit', 'a-1', noSecret)).toBe(isOther);
});
