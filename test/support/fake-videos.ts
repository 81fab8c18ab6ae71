import type { IncomingHttpHeaders } from 'node:http';

/** An answer of the part of the service that makes videos. */
export interface VideoAnswer {
  readonly status: number;
  readonly body: object | Buffer;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

interface Task {
  readonly images: readonly string[];
  queries: number;
}

/** What a finished video is here. */
export const videoBytes = Buffer.from('\0\0\0\x18ftypmp42 a video', 'latin1');

/** SP Create Video and its query, as strict as the documentation: an image must be the ref of an asset that is `Active`. */
export class FakeVideos {
  readonly tasks = new Map<string, Task>();
  /** What becomes of the videos. */
  outcome: 'completed' | 'failed' = 'completed';
  readonly #token: string;
  readonly #isUsable: (ref: string) => boolean;

  constructor(token: string, isUsable: (ref: string) => boolean) {
    this.#token = token;
    this.#isUsable = isUsable;
  }

  /** The answer to a request, or `null` where it is for another part of the service. */
  answer(request: Request, origin: string): VideoAnswer | null {
    const { method, path, headers, body } = request;
    const media = /^\/media\/([\w-]+)\.mp4(?:\?.*)?$/.exec(path)?.[1];
    if (media !== undefined) return { status: this.tasks.has(media) ? 200 : 404, body: videoBytes };
    if (!/^\/api\/open-api\/v1\/(?:seedance\/)?videos/.test(path)) return null;
    if (headers.authorization !== `Bearer ${this.#token}`) return refuse(401, 20001, '认证失败');
    if (method === 'POST' && path === '/api/open-api/v1/seedance/videos') return this.#create(headers, body);
    const task = method === 'GET' ? this.tasks.get(/^\/api\/open-api\/v1\/videos\/([\w-]+)$/.exec(path)?.[1] ?? '') : undefined;
    return task === undefined ? refuse(404, 20002, '任务不存在') : this.#tell(task, path, origin);
  }

  #create(headers: IncomingHttpHeaders, body: unknown): VideoAnswer {
    if (headers['content-type'] !== 'application/json') return refuse(415, 20002, 'content type');
    const { model, prompt, duration, resolution, ratio, images } = Object(body);
    const valid =
      ['seedance2.0-sp', 'seedance2.0-fast-sp'].includes(model) &&
      typeof prompt === 'string' &&
      duration >= 4 &&
      duration <= 15 &&
      ['720p', '1080p'].includes(resolution) &&
      ['16:9', '9:16', '1:1'].includes(ratio) &&
      Array.isArray(images) &&
      images.length > 0 &&
      images.every((image) => this.#isUsable(image));
    if (!valid) return refuse(400, 20002, '参数错误');
    const id = `task-${this.tasks.size + 1}`;
    this.tasks.set(id, { images, queries: 0 });
    return { status: 200, body: { code: '20000', msg: 'success', data: { task_id: id } } };
  }

  #tell(task: Task, path: string, origin: string): VideoAnswer {
    task.queries += 1;
    const states = ['queued', 'processing', this.outcome];
    const status = states[Math.min(task.queries, states.length) - 1];
    const ended =
      status === 'completed'
        ? { result: { video_url: `${origin}/media/${path.split('/').pop()}.mp4?signature=x` } }
        : { error_message: status === 'failed' ? '内容审核未通过' : null };
    return { status: 200, body: { code: '20000', msg: 'success', data: { status, ...ended } } };
  }
}

function refuse(status: number, code: number, msg: string): VideoAnswer {
  return { status, body: { code, msg, data: null } };
}
