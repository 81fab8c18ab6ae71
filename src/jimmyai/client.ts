import type { Clock } from '../step/clock.ts';
import { type ImageFile, readImage } from '../step/image.ts';
import { field } from '../step/json.ts';
import { version } from '../version.ts';
import { type AssetDecoder, createAssetDecoder, type DescribedAsset, readStatus, type TextGuard } from './asset.ts';
import { type Envelope, readReply } from './envelope.ts';
import { type Endpoint, failed, type Result } from './failure.ts';
import type { Body, Transport } from './transport.ts';

/** How long a call may take. */
export interface Bounds {
  /** When it must be over, in milliseconds of the clock. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** The part of JimmyAI's open API that this action uses. No method rejects. */
export interface JimmyAi {
  /** Uploads an image. Gives its URL. */
  upload(file: ImageFile, bounds: Bounds): Promise<Result<string>>;
  /** Submits the image at `url` as a portrait called `name`. There is no idempotency key: each accepted call makes an asset. */
  submit(name: string, url: string, bounds: Bounds): Promise<Result<DescribedAsset>>;
  /** Asks for one asset. */
  status(assetId: string, bounds: Bounds): Promise<Result<DescribedAsset>>;
  /** Asks for several assets at once. What the service left out is not in the answer. */
  batchStatus(assetIds: readonly string[], bounds: Bounds): Promise<Result<ReadonlyMap<string, Result<DescribedAsset>>>>;
}

/** What the client needs besides its transport. */
export interface ClientOptions {
  readonly token: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly reporter: { debug(text: string): void; warnOnce(text: string, title: string): void };
  readonly redactor: TextGuard;
}

const requestTimeoutMs = 30_000;

// The vendor's public documentation: one path for each call.
const paths: Readonly<Record<Endpoint, string>> = {
  upload: '/api/open-api/v1/files/upload',
  submit: '/api/open-api/v1/seedance/sp/realperson/submit',
  status: '/api/open-api/v1/seedance/sp/realperson/status',
  'batch-status': '/api/open-api/v1/seedance/sp/realperson/batch-status',
};

/** A client of the API for one token. */
export class JimmyAiClient implements JimmyAi {
  readonly #options: ClientOptions;
  readonly #decoder: AssetDecoder;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#decoder = createAssetDecoder(options.redactor, (text, title) => options.reporter.warnOnce(text, title));
  }

  async upload(file: ImageFile, bounds: Bounds): Promise<Result<string>> {
    const { contentType, body } = multipart(file);
    const result = await this.#call('upload', contentType, body, bounds);
    if (!result.ok) return result;
    const url = field(result.value.data, 'url');
    if (typeof url !== 'string' || !/^https?:/i.test(url) || !URL.canParse(url)) {
      return failed('ambiguous', `the answer to the upload has no usable url${this.#quote(result.value)}`);
    }
    // It may be signed.
    this.#options.redactor.addQueryOf(url);
    return { ok: true, value: url };
  }

  async submit(name: string, url: string, bounds: Bounds): Promise<Result<DescribedAsset>> {
    const result = await this.#callWithJson('submit', { name, url }, bounds);
    if (!result.ok) return result;
    const { data } = result.value;
    const assetId = this.#decoder.id(data);
    return assetId === null
      ? failed('ambiguous', `the answer to the submission has no usable asset_id${this.#quote(result.value)}`)
      : { ok: true, value: this.#decoder.asset(assetId, data) };
  }

  async status(assetId: string, bounds: Bounds): Promise<Result<DescribedAsset>> {
    const result = await this.#callWithJson('status', { asset_id: assetId }, bounds);
    if (!result.ok) return result;
    const { data } = result.value;
    const returnedId = field(data, 'asset_id') ?? assetId;
    return returnedId === assetId
      ? decodeChecked(this.#decoder, assetId, data)
      : failed('ambiguous', 'the answer is about another asset_id');
  }

  async batchStatus(assetIds: readonly string[], bounds: Bounds): Promise<Result<ReadonlyMap<string, Result<DescribedAsset>>>> {
    const result = await this.#callWithJson('batch-status', { asset_ids: assetIds }, bounds);
    if (!result.ok) return result;
    const items = field(result.value.data, 'items');
    if (!Array.isArray(items)) return failed('unexpected', 'the answer has no items');
    const asked = new Set(assetIds);
    const found = new Map<string, Result<DescribedAsset>>();
    for (const item of items) {
      const assetId = this.#decoder.id(item);
      if (assetId !== null && asked.has(assetId)) found.set(assetId, decodeChecked(this.#decoder, assetId, item));
    }
    return { ok: true, value: found };
  }

  #callWithJson(endpoint: Endpoint, body: object, bounds: Bounds): Promise<Result<Envelope>> {
    return this.#call(endpoint, 'application/json', { kind: 'text', text: JSON.stringify(body) }, bounds);
  }

  async #call(endpoint: Endpoint, contentType: string, body: Body, { deadline, signal }: Bounds): Promise<Result<Envelope>> {
    const { token, transport, clock, reporter, redactor } = this.#options;
    const started = clock.now();
    const timeoutMs = Math.max(0, deadline - started);
    const reply = await transport.send({
      method: 'POST',
      path: paths[endpoint],
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        'content-type': contentType,
        'user-agent': `seedance-realperson-action/${version}`,
      },
      body,
      timeoutMs: endpoint === 'upload' ? timeoutMs : Math.min(timeoutMs, requestTimeoutMs),
      idleTimeoutMs: requestTimeoutMs,
      // A kept connection may be closing at this moment, and then nobody can tell whether the submission was accepted.
      freshConnection: endpoint === 'submit',
      signal,
    });
    const result = readReply(reply, Date.now(), (text) => redactor.excerpt(text));
    const outcome = result.ok ? 'success' : `${result.failure.kind}: ${result.failure.detail}`;
    const httpStatus = reply.kind === 'answered' ? `HTTP ${reply.status}` : 'no answer';
    reporter.debug(`POST ${paths[endpoint]}: ${httpStatus}, ${Math.round(clock.now() - started)} ms, ${outcome}`);
    return result;
  }

  /** What JimmyAI says beside a success that has not what it should. */
  #quote({ msg }: Envelope): string {
    return msg === '' ? '' : ` (it says: ${this.#options.redactor.excerpt(msg)})`;
  }
}

function decodeChecked(decoder: AssetDecoder, assetId: string, data: unknown): Result<DescribedAsset> {
  return readStatus(data) === null ? failed('unexpected', 'the answer has no status') : { ok: true, value: decoder.asset(assetId, data) };
}

/** The body of an upload: the one field `file`, read from disk as it is sent. */
function multipart(file: ImageFile): { contentType: string; body: Body } {
  const boundary = `seedance-${crypto.randomUUID()}`;
  const head = Buffer.from(
    `--${boundary}\r\n` +
      // The file's own name stays here: the service needs no more of it than the extension.
      `Content-Disposition: form-data; name="file"; filename="portrait.${file.type.extension}"\r\n` +
      `Content-Type: ${file.type.mime}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* chunks() {
    yield head;
    yield* readImage(file);
    yield tail;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: { kind: 'stream', length: head.length + file.size + tail.length, chunks: chunks() },
  };
}
