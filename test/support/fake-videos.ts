import { createHash } from 'node:crypto';
import type http from 'node:http';

/** A task of the fake. */
export interface FakeTask {
  readonly id: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** `performance.now()` when it was created. */
  readonly since: number;
  queries: number;
}

/** The fake's description of a task. */
export type ToldTask = Readonly<Record<string, unknown>>;

/** Returns an MP4 box: length, type and content. */
export function boxOf(type: string, content: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + content.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, content]);
}

/** Returns a small MP4 with major brand `brand`, whose boxes end at the end of the file. */
export function mp4Of(brand: string, media: Buffer = Buffer.from(' a video')): Buffer {
  return Buffer.concat([boxOf('ftyp', Buffer.from(`${brand}\0\0\0\0${brand}isom`, 'latin1')), boxOf('moov'), boxOf('mdat', media)]);
}

/** The default video. */
export const videoBytes = mp4Of('mp42');

/** Returns a video of `bytes` bytes with varying content, so that misplaced bytes show. */
export function videoOf(bytes: number): Buffer {
  const media = Buffer.alloc(bytes - mp4Of('mp42', Buffer.alloc(0)).length);
  for (let index = 0; index < media.length; index++) media[index] = (index * 31 + (index >> 8) * 7) & 0xff;
  return mp4Of('mp42', media);
}

/** The price of a video, in JimiCoin. */
const price = 12.5;
const prepaid = 1000;

/** SP Create Video, its query endpoint and the video storage, as strict as the documentation. */
export class FakeVideos {
  readonly tasks = new Map<string, FakeTask>();
  /** The content behind the link. */
  content: Buffer = videoBytes;
  /** Milliseconds from a creation to the completed video. */
  processing = 0;
  /** Describes a task in the response to a query; by default, it is completed after `processing`. */
  tell: (task: FakeTask, link: string) => ToldTask;
  /** The download requests, with their relevant headers. */
  readonly downloads: {
    readonly range: string | undefined;
    readonly ifRange: string | undefined;
    readonly authorization: string | undefined;
  }[] = [];
  /** The account's usage, in JimiCoin. */
  usedCoin = 200;
  readonly #isUsable: (ref: string) => boolean;

  constructor(isUsable: (ref: string) => boolean) {
    this.#isUsable = isUsable;
    this.tell = (task, link) => {
      const age = performance.now() - task.since;
      if (age >= this.processing) return { status: 'completed', progress: 100, result: { video_url: link }, cost: price };
      return age < this.processing / 2 ? { status: 'queued', progress: 0 } : { status: 'processing', progress: 50 };
    };
  }

  /** Adds a task from an earlier creation. */
  add(id: string): void {
    this.tasks.set(id, { id, request: {}, since: performance.now(), queries: 0 });
  }

  /** Returns what is wrong with a creation, or `null`. */
  problemWith(body: unknown): string | null {
    const { model, prompt, duration, resolution, ratio, images, first_image: first, ...rest } = Object(body);
    const usable =
      first === undefined
        ? Array.isArray(images) && images.length > 0 && images.every((image) => this.#isUsable(image))
        : this.#isUsable(first);
    const valid =
      /^seedance2\.0-[\w-]+$/.test(model) &&
      typeof prompt === 'string' &&
      prompt.trim() !== '' &&
      Number.isInteger(duration) &&
      duration >= 4 &&
      duration <= 15 &&
      ['720p', '1080p'].includes(resolution) &&
      ['16:9', '9:16', '1:1', 'adaptive'].includes(ratio) &&
      Object.keys(rest).every((key) => ['last_image', 'reference_audios', 'reference_videos', 'seed'].includes(key));
    if (!valid) return '参数错误';
    return usable ? null : '素材不可用';
  }

  create(body: unknown): object {
    const id = `task-${String(this.tasks.size + 1).padStart(4, '0')}`;
    this.tasks.set(id, { id, request: Object(body), since: performance.now(), queries: 0 });
    return {
      code: '20000',
      msg: 'success',
      data: { task_id: id, status: 'queued', model: Object(body)['model'], created_at: '2026-01-01T00:00:00Z' },
    };
  }

  /** Charges for an accepted creation. */
  charge(): void {
    this.usedCoin += price;
  }

  balance(): object {
    const data = { balance: prepaid, used_coin: this.usedCoin, available: prepaid - this.usedCoin };
    return { code: 20000, msg: 'success', data };
  }

  keyBalance(): object {
    const data = { name: 'ci', total_quota: 0, used_quota: this.usedCoin, available_quota: 0, unlimited: true };
    return { code: 20000, msg: 'success', data };
  }

  /** Responds to a query. A task younger than `recordDelay` milliseconds is unknown. */
  query(path: string, origin: string, recordDelay: number): object {
    const task = this.tasks.get(decodeURIComponent(path.split('/').at(-1) ?? ''));
    if (task === undefined || performance.now() - task.since < recordDelay) return { code: 20002, msg: '任务不存在', data: null };
    task.queries += 1;
    const link = `${origin}/media/${task.id}.mp4?X-Signature=5ecretOfTheVideo&n=${task.queries}`;
    return { code: '20000', msg: 'success', data: { task_id: task.id, ...this.tell(task, link) } };
  }

  /** Serves the content like an object store: with an `ETag`, `Range` and `If-Range`. */
  serve(request: http.IncomingHttpHeaders, response: http.ServerResponse): void {
    const etag = `"${createHash('sha256').update(this.content).digest('hex').slice(0, 32)}"`;
    const { length } = this.content;
    const start = Number(/^bytes=(\d+)-$/.exec(request.range ?? '')?.[1] ?? Number.NaN);
    const common = { 'content-type': 'video/mp4', etag, 'accept-ranges': 'bytes' };
    if (Number.isInteger(start) && request['if-range'] === etag) {
      if (start >= length) response.writeHead(416, { 'content-range': `bytes */${length}` }).end();
      else {
        const headers = { ...common, 'content-length': length - start, 'content-range': `bytes ${start}-${length - 1}/${length}` };
        response.writeHead(206, headers).end(this.content.subarray(start));
      }
    } else response.writeHead(200, { ...common, 'content-length': length }).end(this.content);
  }
}
