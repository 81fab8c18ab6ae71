import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { FakeVideos } from './fake-videos.ts';

/** The calls that the fake plays, by the last part of their path. */
export type Endpoint = 'upload' | 'submit' | 'status' | 'batch-status' | 'create' | 'query' | 'balance' | 'download';

/** A request as it arrived, complete. */
export interface Received {
  readonly endpoint: Endpoint | 'other';
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: unknown;
  /** `performance.now()` when it was complete. */
  readonly at: number;
}

/** How the fake answers one request. `accepts`: whether a submission or creation answered so has made something. */
export interface Behaviour {
  readonly accepts: boolean;
  readonly answer: (exchange: Exchange) => void;
}

/** One exchange, down to its socket. */
export interface Exchange {
  readonly response: http.ServerResponse;
  readonly socket: Socket;
  /** What the service would have answered. */
  readonly usual: () => object;
  readonly request: Received;
}

interface FakeAsset {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly since: number;
  checks: number;
}

/** What the fake says of an asset. */
export interface Told {
  readonly status: unknown;
  readonly asset_ref?: unknown;
  readonly [key: string]: unknown;
}

export interface FakeOptions {
  readonly token?: string;
  /** Milliseconds from a submission until the asset is `Active`. */
  readonly processing?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly host?: string;
}

const paths: Readonly<Record<string, Endpoint>> = {
  '/api/open-api/v1/files/upload': 'upload',
  '/api/open-api/v1/seedance/sp/realperson/submit': 'submit',
  '/api/open-api/v1/seedance/sp/realperson/status': 'status',
  '/api/open-api/v1/seedance/sp/realperson/batch-status': 'batch-status',
  '/api/open-api/v1/seedance/videos': 'create',
  '/api/open-api/v1/user/balance': 'balance',
  '/api/open-api/v1/key/balance': 'balance',
};

function endpointOf(path: string): Received['endpoint'] {
  if (/^\/api\/open-api\/v1\/videos\/[^/]+$/.test(path)) return 'query';
  return path.startsWith('/media/') ? 'download' : (paths[path] ?? 'other');
}

/**
 * For a fake that is to refuse connections: another test's fake may get the port that it leaves, but not at this address. Only Linux has
 * more than one without further ado.
 */
export const hostOfRefusal = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';

/** A key that only the fake knows. */
export const fakeToken = 'sk_fake_0123456789abcdef';

/**
 * JimmyAI on loopback: as strict as the documentation and as friendly as its examples, until it is told to misbehave.
 */
export class FakeJimmyAi {
  readonly received: Received[] = [];
  /** Mistakes that the fake refused: a method, header or body that is not what the documentation asks for. */
  readonly mistakes: string[] = [];
  readonly uploads: { readonly sha256: string; readonly size: number; readonly mime: string; readonly filename: string }[] = [];
  readonly assets = new Map<string, FakeAsset>();
  readonly videos: FakeVideos;
  /** What is said of an asset; by default `Active` once its time has come. */
  tell: (asset: FakeAsset) => Told;
  /** Creations that made a video, or would have: everything but a refusal. */
  acceptedVideos = 0;
  /** Connections that are to be closed as soon as they are made. */
  connectionsToClose = 0;
  connections = 0;
  /** Bytes a second at which uploads are read. */
  uploadRate = Number.POSITIVE_INFINITY;
  /** What happens when the head of an upload is there, before anything else of it is read. */
  beforeUpload: () => Promise<void> = async () => {};
  /** Answers uploads so before they are complete, and reads no further. */
  answerUploadsEarly: Behaviour | null = null;

  readonly #token: string;
  readonly #server: http.Server;
  readonly #scripts = new Map<Endpoint, Behaviour[]>();
  readonly #always = new Map<Endpoint, Behaviour>();
  readonly #sockets = new Set<Socket>();
  readonly #scheme: string;
  #accepted: Received[] = [];
  #awaited: { readonly endpoint: Endpoint; readonly count: number; readonly resolve: () => void }[] = [];

  private constructor(options: FakeOptions) {
    this.#token = options.token ?? fakeToken;
    this.videos = new FakeVideos((ref) => this.#isActive(ref) || /^https:\/\//.test(ref));
    this.#scheme = options.tls ? 'https' : 'http';
    const processing = options.processing ?? 0;
    this.tell = (asset) =>
      performance.now() - asset.since >= processing
        ? { status: 'Active', asset_ref: `asset://${asset.id}` }
        : { status: 'Processing', asset_ref: null };
    const listener: http.RequestListener = (request, response) => void this.#take(request, response);
    const limits = { maxHeaderSize: 128 * 1024 };
    this.#server = options.tls ? https.createServer({ ...options.tls, ...limits }, listener) : http.createServer(limits, listener);
    // A pause of a busy machine must not cost a connection.
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
      if (this.connectionsToClose > 0) {
        this.connectionsToClose -= 1;
        socket.destroy();
      }
    });
  }

  static async start(options: FakeOptions = {}): Promise<FakeJimmyAi> {
    const fake = new FakeJimmyAi(options);
    await new Promise<void>((resolve) => fake.#server.listen(0, options.host ?? '127.0.0.1', resolve));
    return fake;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    const { address, family } = this.#server.address() as AddressInfo;
    return `${this.#scheme}://${family === 'IPv6' ? `[${address}]` : address}:${this.port}`;
  }

  /** Submissions that made an asset, or would have: everything but a refusal. */
  get accepted(): number {
    return this.#accepted.length;
  }

  /** The names of the accepted submissions, in their order. */
  get acceptedNames(): readonly string[] {
    return this.#accepted.map(({ body }) => (isObject(body) ? String(body['name']) : ''));
  }

  /** Requests to `endpoint`. */
  count(endpoint: Endpoint): number {
    return this.received.filter((request) => request.endpoint === endpoint).length;
  }

  /** Resolves when so many requests to `endpoint` are there. */
  requested(endpoint: Endpoint, count = 1): Promise<void> {
    return new Promise((resolve) => {
      if (this.count(endpoint) >= count) resolve();
      else this.#awaited.push({ endpoint, count, resolve });
    });
  }

  /** The next requests to `endpoint` are answered so, one after the other; then as usual again. */
  next(endpoint: Endpoint, ...behaviours: Behaviour[]): this {
    this.#scripts.set(endpoint, [...(this.#scripts.get(endpoint) ?? []), ...behaviours]);
    return this;
  }

  /** Every request to `endpoint` is answered so. */
  always(endpoint: Endpoint, behaviour: Behaviour): this {
    this.#always.set(endpoint, behaviour);
    return this;
  }

  /** Answers submissions when so many are there, all together: none is polled before the others are. */
  answerTogether(count: number): this {
    const all = held();
    void this.requested('submit', count).then(all.release);
    return this.always('submit', all);
  }

  /** An asset that was submitted before. */
  addAsset(id: string, name = 'earlier'): void {
    this.assets.set(id, { id, name, url: 'https://example.com/earlier.jpg', since: performance.now(), checks: 0 });
  }

  /** Closes every connection, as a service that restarts does. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** From now on connections are refused, as by a service that is down. */
  refuseConnections(): void {
    this.#server.close();
    this.dropConnections();
  }

  async stop(): Promise<void> {
    this.dropConnections();
    if (!this.#server.listening) return;
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const endpoint = endpointOf(path);
    try {
      if (endpoint === 'upload' && this.answerUploadsEarly !== null) {
        const early: Received = {
          endpoint,
          method: request.method ?? '',
          path,
          headers: request.headers,
          body: null,
          at: performance.now(),
        };
        this.#note(early);
        this.answerUploadsEarly.answer({ response, socket: request.socket, usual: () => ({}), request: early });
        return;
      }
      const body = endpoint === 'upload' ? await this.#readUpload(request) : parseJson(await readText(request));
      const received: Received = { endpoint, method: request.method ?? '', path, headers: request.headers, body, at: performance.now() };
      this.#note(received);
      this.#answer(received, request.socket, response);
    } catch {
      // The client went away in mid-request.
    }
  }

  #note(request: Received): void {
    this.received.push(request);
    for (const { endpoint, count, resolve } of this.#awaited) if (this.count(endpoint) >= count) resolve();
  }

  #answer(request: Received, socket: Socket, response: http.ServerResponse): void {
    const { endpoint } = request;
    const refusal = this.#refusal(request);
    if (refusal !== null || endpoint === 'other') {
      const [status, code, msg] = refusal ?? [404, 40400, 'not found'];
      send(response, status, { code, msg, data: null });
      return;
    }
    const behaviour = this.#scripts.get(endpoint)?.shift() ?? this.#always.get(endpoint);
    if (endpoint === 'submit' && (behaviour?.accepts ?? true)) this.#accepted.push(request);
    if (endpoint === 'create' && (behaviour?.accepts ?? true)) {
      this.acceptedVideos += 1;
      this.videos.charge();
    }
    const usual = () => this.#usual(request);
    if (endpoint === 'download' && behaviour === undefined) this.videos.serve(request.headers, response);
    else if (behaviour === undefined) send(response, 200, usual());
    else behaviour.answer({ response, socket, usual, request });
  }

  /** Why the documentation's service would not take the request. */
  #refusal({ endpoint, method, headers, body, path }: Received): readonly [number, number, string] | null {
    const mistake = (status: number, code: number, text: string) => {
      this.mistakes.push(`${method} ${path}: ${text}`);
      return [status, code, text] as const;
    };
    if (endpoint === 'other') return mistake(404, 40400, 'no such path');
    if (endpoint === 'download') {
      const { range, authorization } = headers;
      const ifRange = headers['if-range'];
      this.videos.downloads.push({ range, ifRange: typeof ifRange === 'string' ? ifRange : undefined, authorization });
      if (authorization !== undefined) return mistake(400, 20002, 'the token is none of the link’s business');
      return method === 'GET' ? null : mistake(403, 40300, 'signed for GET');
    }
    const isRead = endpoint === 'query' || endpoint === 'balance';
    if (method !== (isRead ? 'GET' : 'POST')) return mistake(405, 40500, 'method not allowed');
    if (headers.authorization !== `Bearer ${this.#token}`) return [401, 20001, '认证失败'];
    if (isRead) return null;
    if (headers['transfer-encoding'] !== undefined || headers['content-length'] === undefined)
      return mistake(411, 20002, 'length required');
    if (!/^seedance-realperson-action\/\d+\.\d+\.\d+/.test(headers['user-agent'] ?? '')) return mistake(400, 20002, 'user agent');
    if (endpoint === 'upload') return body === null ? mistake(400, 20002, 'multipart') : null;
    if (headers['content-type'] !== 'application/json') return mistake(415, 20002, 'content type');
    if (endpoint === 'create') {
      const problem = this.videos.problemWith(body);
      return problem === null ? null : mistake(400, 20002, problem);
    }
    const wanted = { submit: ['name', 'url'], status: ['asset_id'], 'batch-status': ['asset_ids'] }[endpoint];
    if (!isObject(body) || Object.keys(body).join() !== wanted.join()) return mistake(400, 20002, '参数错误');
    const valid = Object.values(body).every((value) =>
      endpoint === 'batch-status' ? isListOfIds(value) : typeof value === 'string' && value !== '',
    );
    return valid ? null : mistake(400, 20002, '参数错误');
  }

  #usual({ endpoint, body, path }: Received): object {
    const given = isObject(body) ? body : {};
    switch (endpoint) {
      case 'create':
        return this.videos.create(body);
      case 'query':
        return this.videos.query(path, this.origin);
      case 'balance':
        return path.includes('/key/') ? this.videos.keyBalance() : this.videos.balance();
      case 'upload': {
        const upload = this.uploads.at(-1);
        return {
          code: 20000,
          msg: 'success',
          data: {
            url: `https://files.example.com/${upload?.sha256}.${upload?.filename.split('.').pop()}?signature=s3cr3tsignature`,
            filename: upload?.filename,
            size: upload?.size,
            mime_type: upload?.mime,
          },
        };
      }
      case 'submit': {
        const id = `asset-${String(this.assets.size + 1).padStart(4, '0')}`;
        const asset = { id, name: String(given['name']), url: String(given['url']), since: performance.now(), checks: 0 };
        this.assets.set(id, asset);
        return { code: 0, msg: 'success', data: { asset_id: id, status: 'Processing', asset_ref: null, name: asset.name, url: asset.url } };
      }
      case 'status': {
        const asset = this.assets.get(String(given['asset_id']));
        return asset === undefined
          ? { code: 20002, msg: '资产不存在', data: null }
          : { code: 0, msg: 'success', data: this.#describe(asset) };
      }
      default: {
        const ids = Array.isArray(given['asset_ids']) ? given['asset_ids'] : [];
        const items = ids.flatMap((id) => this.assets.get(String(id)) ?? []).map((asset) => this.#describe(asset));
        // No order is documented.
        return { code: 0, msg: 'success', data: { items: items.reverse() } };
      }
    }
  }

  #isActive(ref: string): boolean {
    const asset = this.assets.get(ref.replace(/^asset:\/\//, ''));
    return ref.startsWith('asset://') && asset !== undefined && this.tell(asset).status === 'Active';
  }

  #describe(asset: FakeAsset): object {
    asset.checks += 1;
    return { asset_id: asset.id, name: asset.name, url: asset.url, created_at: '2026-01-01T00:00:00Z', ...this.tell(asset) };
  }

  /** The one field `file`, strictly; its content is counted and hashed, not kept. `null` where the form is wrong. */
  async #readUpload(request: http.IncomingMessage): Promise<object | null> {
    const boundary = /^multipart\/form-data; boundary=([\w-]{10,70})$/.exec(request.headers['content-type'] ?? '')?.[1];
    const length = Number(request.headers['content-length']);
    const tail = `\r\n--${boundary}--\r\n`;
    let start = Buffer.alloc(0);
    let headLength = -1;
    let seen = 0;
    let end = Buffer.alloc(0);
    const hash = createHash('sha256');
    await this.beforeUpload();
    for await (const chunk of request) {
      let content: Buffer = chunk;
      if (headLength < 0) {
        start = Buffer.concat([start, content]);
        headLength = start.indexOf('\r\n\r\n');
        if (headLength < 0) continue;
        headLength += 4;
        content = start.subarray(headLength);
      }
      const left = length - headLength - tail.length - seen;
      hash.update(content.subarray(0, Math.max(0, left)));
      if (content.length > left) end = Buffer.concat([end, content.subarray(Math.max(0, left))]);
      seen += Math.min(content.length, Math.max(0, left));
      if (Number.isFinite(this.uploadRate)) await new Promise((resolve) => setTimeout(resolve, (1000 * content.length) / this.uploadRate));
    }
    const head = /^--(.+)\r\nContent-Disposition: form-data; name="file"; filename="([\w.-]+)"\r\nContent-Type: (image\/\w+)\r\n\r\n/.exec(
      start.toString('latin1'),
    );
    if (boundary === undefined || head === null || head[1] !== boundary || end.toString() !== tail) return null;
    const upload = { sha256: hash.digest('hex'), size: seen, filename: head[2] ?? '', mime: head[3] ?? '' };
    this.uploads.push(upload);
    return upload;
  }
}

/** A response in JSON. A refusal makes no asset: say `accepts` where it does. */
export function json(
  body: unknown,
  { status = 200, headers = {}, accepts = false }: { status?: number; headers?: Record<string, string>; accepts?: boolean } = {},
): Behaviour {
  return { accepts, answer: ({ response }) => send(response, status, body, headers) };
}

/** The usual answer with other `data`, or with other parts of the envelope. */
export function usualBut(data: object, envelope: object = {}): Behaviour {
  return {
    accepts: true,
    answer: ({ response, usual }) => {
      const body: { data?: object } = usual();
      send(response, 200, { ...body, ...envelope, data: { ...body.data, ...data } });
    },
  };
}

/** The usual answer. */
export const usual: Behaviour = usualBut({});

/** A refusal in the envelope. */
export function refusal(code: number | string, msg: string, status = 200): Behaviour {
  return json({ code, msg, data: null }, { status });
}

/** A response of another kind: a page, an empty one. Whether the service took the request can't be told. */
export function page(
  status: number,
  text = '<html><head><title>Bad Gateway</title></head></html>',
  headers: Record<string, string> = {},
): Behaviour {
  return {
    accepts: status >= 500 || status < 300,
    answer: ({ response }) => response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(text),
  };
}

/** Bytes on the socket as they are, and what becomes of the connection then. */
export function raw(bytes: string, then: 'close' | 'reset' | 'hang'): Behaviour {
  return {
    accepts: true,
    answer: ({ socket }) => {
      socket.write(bytes);
      if (then === 'close') socket.end();
      if (then === 'reset') setTimeout(() => socket.resetAndDestroy(), 20);
    },
  };
}

/** The beginning of a response whose body is to have `length` bytes. */
export function headOf(length: number): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
}

/** No answer at all. */
export const silence: Behaviour = raw('', 'hang');
/** The connection is closed, or reset, once the request is there. */
export const closed: Behaviour = raw('', 'close');
export const reset: Behaviour = raw('', 'reset');
/** The response breaks off in the middle, or stalls there. */
export const brokenOff: Behaviour = raw(`${headOf(1000)}{"code":0,"data":{"asset_id":"as`, 'close');
export const stalled: Behaviour = raw(`${headOf(1000)}{"code":0,"data":{"asset_id":"as`, 'hang');

/** A byte now and then, for ever. */
export const dripping: Behaviour = {
  accepts: true,
  answer: ({ socket }) => {
    socket.write(headOf(100_000));
    const timer = setInterval(() => socket.write(' '), 100);
    socket.on('close', () => clearInterval(timer));
  },
};

/** As much as the client takes, without an end. */
export const endless: Behaviour = {
  accepts: true,
  answer: ({ response, socket }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const block = ' '.repeat(64 * 1024);
    const more = () => {
      while (!socket.destroyed && response.write(block));
    };
    response.on('drain', more);
    more();
  },
};

/** The usual answer, `ms` milliseconds later. */
export function late(ms: number, behaviour: Behaviour = usual): Behaviour {
  return { accepts: behaviour.accepts, answer: (exchange) => void setTimeout(() => behaviour.answer(exchange), ms) };
}

/** An answer that waits until it is released, as long as that may take. */
export function held(behaviour: Behaviour = usual): Behaviour & { readonly release: () => void } {
  const exchanges: Exchange[] = [];
  let released = false;
  return {
    accepts: behaviour.accepts,
    answer: (exchange) => {
      if (released) behaviour.answer(exchange);
      else exchanges.push(exchange);
    },
    release: () => {
      released = true;
      for (const exchange of exchanges.splice(0)) behaviour.answer(exchange);
    },
  };
}

function send(response: http.ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text), ...headers });
  response.end(text);
}

async function readText(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfIds(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((id) => typeof id === 'string' && id !== '');
}
