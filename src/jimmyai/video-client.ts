import { isRecord, nonEmptyString } from '../step/json.ts';
import type { TextGuard } from '../step/text-guard.ts';
import { Api, type ApiOptions, type Bounds } from './api.ts';
import { failed, type Result } from './failure.ts';
import { namesOther } from './returned-id.ts';
import { createTaskDecoder, type DescribedTask, type TaskDecoder } from './task.ts';

/** What a creation gave. */
export interface CreatedTask {
  readonly taskId: string;
  /** As the response describes it, where it does. */
  readonly task: DescribedTask | null;
}

/** The part of JimmyAI's open API that the video action uses. No method rejects. */
export interface JimmyAiVideos {
  /** Creates a video. There is no idempotency key: each accepted call makes one, and is paid for. */
  create(request: object, bounds: Bounds): Promise<Result<CreatedTask>>;
  /** Asks for one task. */
  query(taskId: string, bounds: Bounds): Promise<Result<DescribedTask>>;
}

// The vendor's pages “SP Create Video” and “Query a video task”.
const createPath = '/api/open-api/v1/seedance/videos';
const queryPath = '/api/open-api/v1/videos/';

/** A client of the API for one token. */
export class JimmyAiVideoClient implements JimmyAiVideos {
  readonly #api: Api;
  readonly #redactor: TextGuard;
  readonly #decoder: TaskDecoder;

  constructor(options: ApiOptions) {
    this.#api = new Api(options);
    this.#redactor = options.redactor;
    this.#decoder = createTaskDecoder(options.redactor, (text, title) => options.reporter.warnOnce(text, title));
  }

  async create(request: object, bounds: Bounds): Promise<Result<CreatedTask>> {
    const body = { kind: 'text', text: JSON.stringify(request) } as const;
    const call = { endpoint: 'create', method: 'POST', path: createPath, contentType: 'application/json', body, sent: request } as const;
    const result = await this.#api.call(call, bounds);
    if (!result.ok) return result;
    const { data } = result.value;
    const taskId = this.#decoder.id(data);
    return taskId === null
      ? this.#api.incomplete('create', 'the response to the creation has no usable task_id', result.value)
      : { ok: true, value: { taskId, task: this.#decode(withStatus(data)) } };
  }

  async query(taskId: string, bounds: Bounds): Promise<Result<DescribedTask>> {
    const path = `${queryPath}${encodeURIComponent(taskId)}`;
    const result = await this.#api.call({ endpoint: 'query', method: 'GET', path, body: { kind: 'none' }, sent: [taskId] }, bounds);
    if (!result.ok) return result;
    const { data, msg } = result.value;
    if (namesOther(data, 'create', taskId, (text) => this.#redactor.containsSecret(text))) {
      return failed('unexpected', 'the response describes a different task ID');
    }
    const task = this.#decode(data);
    if (task !== null) return { ok: true, value: task };
    return failed('unexpected', `the response has no status${msg === '' ? '' : `: ${this.#redactor.excerpt(msg)}`}`);
  }

  /** The task in `data`. Its link is a bearer link to a person's face: from now on its query is not shown, wherever it stands. */
  #decode(data: unknown): DescribedTask | null {
    const task = this.#decoder.task(data);
    const link = task?.videoUrl ?? null;
    if (link !== null && URL.canParse(link)) this.#redactor.addQueryOf(link);
    return task;
  }
}

/** What a creation tells. Without a status the task is queued: it was just accepted. */
function withStatus(data: unknown): unknown {
  return isRecord(data) ? { ...data, status: nonEmptyString(data['status']) ?? 'queued' } : data;
}
