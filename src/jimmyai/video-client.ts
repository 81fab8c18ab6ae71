import { isRecord, nonEmptyString } from '../step/json.ts';
import { type ApiOptions, type Bounds, callApi, quoteMsg } from './api.ts';
import { failed, type Result } from './failure.ts';
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
  readonly #options: ApiOptions;
  readonly #decoder: TaskDecoder;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#decoder = createTaskDecoder(options.redactor, (text, title) => options.reporter.warnOnce(text, title));
  }

  async create(request: object, bounds: Bounds): Promise<Result<CreatedTask>> {
    const body = { kind: 'text', text: JSON.stringify(request) } as const;
    const call = { endpoint: 'create', method: 'POST', path: createPath, contentType: 'application/json', body } as const;
    const result = await callApi(call, bounds, this.#options);
    if (!result.ok) return result;
    const { data } = result.value;
    const taskId = this.#decoder.id(data);
    return taskId === null
      ? failed('ambiguous', `the response to the creation has no usable task_id${quoteMsg(result.value, this.#options.redactor)}`)
      : { ok: true, value: { taskId, task: this.#decode(withStatus(data)) } };
  }

  async query(taskId: string, bounds: Bounds): Promise<Result<DescribedTask>> {
    const call = { endpoint: 'query', method: 'GET', path: `${queryPath}${encodeURIComponent(taskId)}`, body: { kind: 'none' } } as const;
    const result = await callApi(call, bounds, this.#options);
    if (!result.ok) return result;
    const task = this.#decode(result.value.data);
    return task === null
      ? failed('unexpected', `the response has no status${quoteMsg(result.value, this.#options.redactor)}`)
      : { ok: true, value: task };
  }

  /** The task in `data`. Its link is a bearer link to a person's face: from now on its query is not shown, wherever it stands. */
  #decode(data: unknown): DescribedTask | null {
    const task = this.#decoder.task(data);
    const link = task?.videoUrl ?? null;
    if (link !== null && URL.canParse(link)) this.#options.redactor.addQueryOf(link);
    return task;
  }
}

/** What a creation tells. Without a status the task is queued: it was just accepted. */
function withStatus(data: unknown): unknown {
  return isRecord(data) ? { ...data, status: nonEmptyString(data['status']) ?? 'queued' } : data;
}
