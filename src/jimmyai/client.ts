import { field } from '../step/json.ts';
import type { Body } from '../step/net/exchange.ts';
import type { TextGuard } from '../step/text-guard.ts';
import { Api, type ApiOptions, type ApiResponse, type Bounds } from './api.ts';
import { type AssetDecoder, createAssetDecoder, type DescribedAsset, readStatus } from './asset.ts';
import { failed, type PortraitEndpoint, type Result } from './failure.ts';
import { type ImageFile, readImage } from './image.ts';
import { namesOther } from './returned-id.ts';

/** The part of JimmyAI's open API that the portrait action uses. No method rejects. */
export interface JimmyAi {
  /** Uploads an image. Resolves to its URL. */
  upload(file: ImageFile, bounds: Bounds): Promise<Result<string>>;
  /** Submits the image at `url` as a portrait called `name`. There is no idempotency key: each accepted call creates an asset. */
  submit(name: string, url: string, bounds: Bounds): Promise<Result<DescribedAsset>>;
  /** Requests the status of one asset. */
  status(assetId: string, bounds: Bounds): Promise<Result<DescribedAsset>>;
  /** Requests the status of several assets at once. The result lacks the assets that JimmyAI leaves out. */
  batchStatus(assetIds: readonly string[], bounds: Bounds): Promise<Result<ReadonlyMap<string, Result<DescribedAsset>>>>;
}

// Source: the vendor's public documentation.
const paths: Readonly<Record<PortraitEndpoint, string>> = {
  upload: '/api/open-api/v1/files/upload',
  submit: '/api/open-api/v1/seedance/sp/realperson/submit',
  status: '/api/open-api/v1/seedance/sp/realperson/status',
  'batch-status': '/api/open-api/v1/seedance/sp/realperson/batch-status',
};

/** A client of the API for one token. */
export class JimmyAiClient implements JimmyAi {
  readonly #api: Api;
  readonly #redactor: TextGuard;
  readonly #decoder: AssetDecoder;

  constructor(options: ApiOptions) {
    this.#api = new Api(options);
    this.#redactor = options.redactor;
    this.#decoder = createAssetDecoder(options.redactor, (text, title) => options.reporter.warnOnce(text, title));
  }

  async upload(file: ImageFile, bounds: Bounds): Promise<Result<string>> {
    const { contentType, body } = multipart(file);
    const result = await this.#call('upload', contentType, body, {}, bounds);
    if (!result.ok) return result;
    const url = field(result.value.data, 'url');
    if (typeof url !== 'string' || !/^https?:/i.test(url) || !URL.canParse(url)) {
      return this.#api.incomplete('upload', 'the response to the upload has no usable url', result.value);
    }
    // The URL may be signed.
    this.#redactor.addQueryOf(url);
    return { ok: true, value: url };
  }

  async submit(name: string, url: string, bounds: Bounds): Promise<Result<DescribedAsset>> {
    const result = await this.#callWithJson('submit', { name, url }, bounds);
    if (!result.ok) return result;
    const { data } = result.value;
    const assetId = this.#decoder.id(data);
    return assetId === null
      ? this.#api.incomplete('submit', 'the response to the submission has no usable asset_id', result.value)
      : { ok: true, value: this.#decoder.asset(assetId, data) };
  }

  async status(assetId: string, bounds: Bounds): Promise<Result<DescribedAsset>> {
    const result = await this.#callWithJson('status', { asset_id: assetId }, bounds);
    if (!result.ok) return result;
    const { data } = result.value;
    return namesOther(data, 'submit', assetId, (text) => this.#redactor.containsSecret(text))
      ? failed('unexpected', 'the response describes a different asset ID')
      : decodeChecked(this.#decoder, assetId, data);
  }

  async batchStatus(assetIds: readonly string[], bounds: Bounds): Promise<Result<ReadonlyMap<string, Result<DescribedAsset>>>> {
    const result = await this.#callWithJson('batch-status', { asset_ids: assetIds }, bounds);
    if (!result.ok) return result;
    const items = field(result.value.data, 'items');
    if (!Array.isArray(items)) return failed('unexpected', 'the response has no items');
    const asked = new Set(assetIds);
    const found = new Map<string, Result<DescribedAsset>>();
    for (const item of items) {
      const assetId = this.#decoder.id(item);
      if (assetId !== null && asked.has(assetId)) found.set(assetId, decodeChecked(this.#decoder, assetId, item));
    }
    return { ok: true, value: found };
  }

  #callWithJson(endpoint: PortraitEndpoint, fields: object, bounds: Bounds): Promise<Result<ApiResponse>> {
    return this.#call(endpoint, 'application/json', { kind: 'text', text: JSON.stringify(fields) }, fields, bounds);
  }

  #call(endpoint: PortraitEndpoint, contentType: string, body: Body, sent: object, bounds: Bounds): Promise<Result<ApiResponse>> {
    return this.#api.call({ endpoint, method: 'POST', path: paths[endpoint], contentType, body, sent }, bounds);
  }
}

function decodeChecked(decoder: AssetDecoder, assetId: string, data: unknown): Result<DescribedAsset> {
  return readStatus(data) === null ? failed('unexpected', 'the response has no status') : { ok: true, value: decoder.asset(assetId, data) };
}

/** The body of an upload: a single field `file`, read from disk as it is sent. */
function multipart(file: ImageFile): { contentType: string; body: Body } {
  const boundary = `seedance-${crypto.randomUUID()}`;
  const head = Buffer.from(
    `--${boundary}\r\n` +
      // Don't send the file's own name: JimmyAI needs only the extension.
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
