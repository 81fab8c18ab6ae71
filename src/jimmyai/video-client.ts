import { isRecord, nonEmptyString, parseJson } from '../step/json.ts';
import { checkLink } from '../step/net/followable-url.ts';
import type { TextGuard } from '../step/text-guard.ts';
import { type AccountBalance, balancePath, decodeBalance } from './account-balance.ts';
import { Api, type ApiOptions, type Bounds } from './api.ts';
import { failed, type Result } from './failure.ts';
import { namesOther } from './returned-id.ts';
import { createTaskDecoder, type DescribedTask, type TaskDecoder } from './task.ts';

/** The result of a creation. */
export interface CreatedTask {
  readonly taskId: string;
  /** The task as the response describes it; `null` if it doesn't. */
  readonly task: DescribedTask | null;
}

/** The content of a creation. */
export interface Creation {
  readonly fields: object;
  /** Further fields: the text of a JSON object, so that its numbers keep their digits. */
  readonly extraJson: string;
}

/** The part of JimmyAI's open API that the video action uses. No method rejects. */
export interface JimmyAiVideos {
  /** Creates a video. There is no idempotency key: each accepted call creates a video and is charged. */
  create(creation: Creation, bounds: Bounds): Promise<Result<CreatedTask>>;
  /** Requests one task. */
  query(taskId: string, bounds: Bounds): Promise<Result<DescribedTask>>;
  /** Requests the account's balance. */
  balance(bounds: Bounds): Promise<Result<AccountBalance>>;
}

// Sources: the vendor's pages “SP Create Video” and “Query a video task”.
/** The path that creates a video. */
export const createPath = '/api/open-api/v1/seedance/videos';
const queryPath = '/api/open-api/v1/videos/';

/** A client of the API for one token. */
export class JimmyAiVideoClient implements JimmyAiVideos {
  readonly #api: Api;
  readonly #redactor: TextGuard;
  readonly #decoder: TaskDecoder;

  constructor(options: ApiOptions) {
    this.#api = new Api(options);
    this.#redactor = options.redactor;
    this.#decoder = createTaskDecoder({
      redactor: options.redactor,
      warnOnce: (text, title) => options.reporter.warnOnce(text, title),
      isFollowable: (link) => checkLink(link, options.baseUrl).kind === 'followable',
    });
  }

  async create(creation: Creation, bounds: Bounds): Promise<Result<CreatedTask>> {
    const text = creationBodyOf(creation);
    const [contentType, body, sent] = ['application/json', { kind: 'text', text } as const, parseJson(text)];
    const call = { endpoint: 'create', method: 'POST', path: createPath, contentType, body, sent } as const;
    const result = await this.#api.call(call, bounds);
    if (!result.ok) return result;
    const { data } = result.value;
    const taskId = this.#decoder.id(data);
    return taskId === null
      ? this.#api.incomplete('create', 'the response to the creation has no usable task_id', result.value)
      : { ok: true, value: { taskId, task: this.#decoder.task(withStatus(data)) } };
  }

  async query(taskId: string, bounds: Bounds): Promise<Result<DescribedTask>> {
    const path = queryPathOf(taskId);
    const result = await this.#api.call({ endpoint: 'query', method: 'GET', path, body: { kind: 'none' }, sent: [taskId] }, bounds);
    if (!result.ok) return result;
    const { data, msg } = result.value;
    if (namesOther(data, 'create', taskId, (text) => this.#redactor.containsSecret(text))) {
      return failed('unexpected', 'the response describes a different task ID');
    }
    const task = this.#decoder.task(data);
    if (task !== null) return { ok: true, value: task };
    return failed('unexpected', `the response has no status${msg === '' ? '' : `: ${this.#redactor.excerpt(msg)}`}`);
  }

  async balance(bounds: Bounds): Promise<Result<AccountBalance>> {
    const call = { endpoint: 'balance', method: 'GET', path: balancePath, body: { kind: 'none' }, sent: null } as const;
    const result = await this.#api.call(call, bounds);
    return result.ok ? { ok: true, value: decodeBalance(result.value.data) } : result;
  }
}

/** The path that queries one task. */
export function queryPathOf(taskId: string): string {
  return `${queryPath}${encodeURIComponent(taskId)}`;
}

/** The JSON body of a creation: its fields, followed by the text of the further fields. */
export function creationBodyOf({ fields, extraJson }: Creation): string {
  const further = extraJson.trim().slice(1, -1).trim();
  return `${JSON.stringify(fields).slice(0, -1)}${further === '' ? '' : `,${further}`}}`;
}

/** `data` with the status `queued` if it has none: the task was just accepted. */
function withStatus(data: unknown): unknown {
  return isRecord(data) ? { ...data, status: nonEmptyString(data['status']) ?? 'queued' } : data;
}
