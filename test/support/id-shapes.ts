import { type Behaviour, encoded, json, rewritten } from './fake-jimmyai.ts';

/** One way in which a response can name the asset or task that a submission or creation made. */
export interface IdShape {
  readonly name: string;
  readonly behaviour: Behaviour;
  /** The ID in the response, if it differs from the fake's usual ID. */
  readonly id?: string;
  /** Whether the response leaves open that something was made: it is an error, or has no usable ID in the documented place. */
  readonly isDoubtful?: true;
}

/** The field names of asset and task IDs. */
const namesOf = { submit: ['asset_id', 'assetId'], create: ['task_id', 'taskId'] } as const;

// More digits than a JavaScript number preserves.
const longInteger = '1152921504606846977';

/** Returns the shapes known from the vendor's code and clients, from proxies and from other clients. */
export function idShapesOf(endpoint: 'submit' | 'create'): readonly IdShape[] {
  const [own, camel] = namesOf[endpoint];
  const doubtful = (name: string, rewrite: (id: unknown) => unknown, status = 200): IdShape => ({
    name,
    behaviour: rewritten((data) => rewrite(data[own]), status),
    isDoubtful: true,
  });
  const envelope = (name: string, changes: object, status = 200): IdShape => ({
    name,
    behaviour: rewritten((data) => ({ msg: 'success', ...changes, data }), status),
  });
  return [
    doubtful('data.id', (id) => ({ code: 0, data: { id } })),
    doubtful(`data.${camel}`, (id) => ({ code: 0, data: { [camel]: id } })),
    doubtful(`data[0].${own}`, (id) => ({ code: 0, data: [{ [own]: id }] })),
    doubtful('data[0].id', (id) => ({ code: '20000', data: [{ id }] })),
    doubtful(`${own} at the top`, (id) => ({ code: 0, [own]: id })),
    doubtful(`${camel} at the top`, (id) => ({ code: 0, data: null, [camel]: id })),
    doubtful('id at the top', (id) => ({ code: 200, id })),
    doubtful(`${own} and nothing else`, (id) => ({ [own]: id })),
    envelope('no code', {}),
    envelope('code 201', { code: 201 }),
    envelope('code SUCCESS', { code: 'SUCCESS' }),
    envelope('HTTP 201', { code: 0 }, 201),
    {
      name: 'an integer of 19 digits',
      behaviour: json(`{"code":0,"data":{"${own}":${longInteger}}}`, { accepts: true }),
      id: longInteger,
    },
    ...(['gzip', 'deflate', 'br'] as const).map((encoding) => ({ name: `a body in ${encoding}`, behaviour: encoded(encoding) })),
    doubtful('an unknown code', (id) => ({ code: 31337, msg: '处理中', data: { [own]: id } })),
    doubtful('code -1 about a failed call', (id) => ({ code: -1, msg: '调用上游接口失败: EOF', data: { [own]: id } })),
    doubtful('HTTP 500', (id) => ({ code: 500, msg: 'internal error', data: { [own]: id } }), 500),
    doubtful('HTTP 409', (id) => ({ code: 409, msg: 'conflict', data: { [own]: id } }), 409),
  ];
}

/** Returns rejections that nevertheless name an ID, which may belong to someone else. */
export function rejectionsNaming(
  endpoint: 'submit' | 'create',
  id: string,
): readonly { readonly name: string; readonly behaviour: Behaviour }[] {
  const data = { [namesOf[endpoint][0]]: id };
  return [
    { name: 'code 20002', behaviour: json({ code: 20002, msg: '素材重复', data }) },
    { name: 'code -1 about a parameter', behaviour: json({ code: -1, msg: '参数错误', data }) },
    { name: 'HTTP 422 in the envelope', behaviour: json({ code: 42200, msg: 'duplicate', data }, { status: 422 }) },
    { name: 'HTTP 400 as JSON without a code', behaviour: json({ message: 'duplicate', data }, { status: 400 }) },
  ];
}
