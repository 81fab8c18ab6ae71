import { messageOf } from '../../src/step/errors.ts';
import { field, isRecord, parseJson } from '../../src/step/json.ts';
import type { HttpRequest, Send } from '../../src/step/net/sender.ts';

/** A response as it came. Its texts are not redacted. */
export interface Recorded {
  readonly httpStatus: number;
  readonly traceId: string;
  /** As much as was read of it. */
  readonly body: Buffer[];
  /** What broke the body; empty if nothing did. */
  flaw: string;
}

/** Sends requests, and keeps the response to the last one. */
export class Recorder {
  readonly #send: Send;
  #last: Recorded | null = null;

  constructor(send: Send) {
    this.#send = send;
  }

  /** `null` if no response came. */
  get last(): Recorded | null {
    return this.#last;
  }

  readonly send: Send = async (request) => {
    this.#last = null;
    const reply = await this.#send(request);
    if (reply.kind !== 'responded') return reply;
    const { status: httpStatus, headers } = reply;
    this.#last = { httpStatus, traceId: describeTraceId(request, headers['x-trace-id']), body: [], flaw: '' };
    return { ...reply, body: record(reply.body, this.#last) };
  };
}

async function* record(chunks: AsyncIterable<Buffer>, recorded: Recorded): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of chunks) {
      recorded.body.push(chunk);
      yield chunk;
    }
  } catch (error) {
    recorded.flaw = messageOf(error);
    throw error;
  }
}

/** The code, the message and the names in the data; what is no JSON object, in full. The values in the data are the account's. */
export function describeContent({ body, flaw }: Recorded): string {
  const text = Buffer.concat(body).toString();
  const json = parseJson(text);
  if (!isRecord(json)) return `${text.trim() || '(empty)'}${flaw === '' ? '' : ` (${flaw})`}`;
  const { code, msg } = json;
  const data = field(json, 'data');
  return [
    code === undefined ? `no code: ${Object.keys(json).join(', ')}` : `code ${JSON.stringify(code)}`,
    ...(msg === undefined ? [] : [`msg ${JSON.stringify(msg)}`]),
    ...(isRecord(data) ? [`data: ${Object.keys(data).join(', ')}`] : []),
  ].join(', ');
}

function describeTraceId({ headers }: HttpRequest, traceId: string | string[] | undefined): string {
  if (traceId === undefined) return 'no';
  return traceId === headers['x-request-id'] ? 'yes' : 'yes, another';
}
