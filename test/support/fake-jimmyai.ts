import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { FakeVideos } from './fake-videos.ts';
import { listen, portOf } from './listen.ts';

/** The endpoints of the fake. */
export type Endpoint = 'upload' | 'submit' | 'status' | 'batch-status' | 'create' | 'query' | 'balance' | 'download';

/** A completely received request. */
export interface Received {
  readonly endpoint: Endpoint | 'other';
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: unknown;
  /** `performance.now()` when it was completely received. */
  readonly at: number;
}

/** How the fake responds to one request. `accepts`: whether a submission or creation with this response made something. */
export interface Behaviour {
  readonly accepts: boolean;
  readonly answer: (exchange: Exchange) => void;
}

/** One exchange, including its socket. */
export interface Exchange {
  readonly response: http.ServerResponse;
  readonly socket: Socket;
  /** Returns the service's usual response. */
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

/** The fake's description of an asset. */
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

/** A key valid only for the fake. */
export const fakeToken = 'sk_fake_0123456789abcdef';

/**
 * JimmyAI on loopback: as strict as the documentation and as friendly as its examples, until told to misbehave. Its errors are those of
 * the vendor's back end: HTTP 200 with a code, except for an unknown path.
 */
export class FakeJimmyAi {
  readonly received: Received[] = [];
  /** Mistakes in requests that the fake rejected: a method, header or body that doesn't follow the documentation. */
  readonly mistakes: string[] = [];
  readonly uploads: { readonly sha256: string; readonly size: number; readonly mime: string; readonly filename: string }[] = [];
  readonly assets = new Map<string, FakeAsset>();
  readonly videos: FakeVideos;
  /** Describes an asset; by default, it is `Active` after `processing`. */
  tell: (asset: FakeAsset) => Told;
  /** Milliseconds from a submission or creation until checks and queries find it. */
  recordDelay = 0;
  /** The number of creations that made a video, or would have: all but the rejected ones. */
  acceptedVideos = 0;
  /** The number of connections to close as soon as they are established. */
  connectionsToClose = 0;
  connections = 0;
  /** Read rate of uploads, in bytes per second. */
  uploadRate = Number.POSITIVE_INFINITY;
  /** Called when the head of an upload has arrived, before its body is read. */
  beforeUpload: () => Promise<void> = async () => {};
  /** Responds to uploads before they are complete, and stops reading. */
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
    // A busy machine must not cause idle connections to close.
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
    await listen(fake.#server, options.host);
    return fake;
  }

  get port(): number {
    return portOf(this.#server);
  }

  get origin(): string {
    const { address, family } = this.#server.address() as AddressInfo;
    return `${this.#scheme}://${family === 'IPv6' ? `[${address}]` : address}:${this.port}`;
  }

  /** The number of submissions that made an asset, or would have: all but the rejected ones. */
  get accepted(): number {
    return this.#accepted.length;
  }

  /** The names in the accepted submissions, in order. */
  get acceptedNames(): readonly string[] {
    return this.#accepted.map(({ body }) => (isObject(body) ? String(body['name']) : ''));
  }

  /** Returns the number of requests to `endpoint`. */
  count(endpoint: Endpoint): number {
    return this.received.filter((request) => request.endpoint === endpoint).length;
  }

  /** Resolves once `count` requests to `endpoint` have arrived. */
  requested(endpoint: Endpoint, count = 1): Promise<void> {
    return new Promise((resolve) => {
      if (this.count(endpoint) >= count) resolve();
      else this.#awaited.push({ endpoint, count, resolve });
    });
  }

  /** Scripts the responses to the next requests to `endpoint`. */
  next(endpoint: Endpoint, ...behaviours: Behaviour[]): this {
    this.#scripts.set(endpoint, [...(this.#scripts.get(endpoint) ?? []), ...behaviours]);
    return this;
  }

  /** Sets the response to every request to `endpoint`. */
  always(endpoint: Endpoint, behaviour: Behaviour): this {
    this.#always.set(endpoint, behaviour);
    return this;
  }

  /** Responds as usual again. */
  recover(): void {
    this.#scripts.clear();
    this.#always.clear();
  }

  /** Responds to `count` submissions at the same time, so that none is polled before the others. */
  answerTogether(count: number): this {
    const all = held();
    void this.requested('submit', count).then(all.release);
    return this.always('submit', all);
  }

  /** Adds an asset from an earlier submission. */
  addAsset(id: string, name = 'earlier'): void {
    this.assets.set(id, { id, name, url: 'https://example.com/earlier.jpg', since: performance.now(), checks: 0 });
  }

  /** Closes every connection, like a restarting service. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Refuses connections from now on, like a service that is down. */
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
    const requestId = request.headers['x-request-id'];
    response.setHeader('x-trace-id', typeof requestId === 'string' ? requestId : crypto.randomUUID());
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
      // The client disconnected in the middle of the request.
    }
  }

  #note(request: Received): void {
    this.received.push(request);
    for (const { endpoint, count, resolve } of this.#awaited) if (this.count(endpoint) >= count) resolve();
  }

  #answer(request: Received, socket: Socket, response: http.ServerResponse): void {
    const { endpoint } = request;
    const refusal = this.#refusal(request);
    if (refusal === 'unknown' || endpoint === 'other') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
      return;
    }
    if (refusal !== null) {
      const [code, msg] = refusal;
      send(response, 200, { code, msg, data: null });
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

  /** Returns why the service would reject the request: a code and its text, or an unknown path or method. */
  #refusal({ endpoint, method, headers, body, path }: Received): readonly [code: number, msg: string] | 'unknown' | null {
    const note = (text: string) => this.mistakes.push(`${method} ${path}: ${text}`);
    const unknown = (text: string) => {
      note(text);
      return 'unknown' as const;
    };
    const mistake = (text: string) => {
      note(text);
      return [20002, text] as const;
    };
    if (endpoint === 'other') return unknown('no such path');
    if (endpoint === 'download') {
      const { range, authorization } = headers;
      const ifRange = headers['if-range'];
      this.videos.downloads.push({ range, ifRange: typeof ifRange === 'string' ? ifRange : undefined, authorization });
      if (authorization !== undefined) return mistake('the token is none of the link’s business');
      return method === 'GET' ? null : unknown('signed for GET');
    }
    const isRead = endpoint === 'query' || endpoint === 'balance';
    if (method !== (isRead ? 'GET' : 'POST')) return unknown('method not allowed');
    if (headers.authorization !== `Bearer ${this.#token}`) return [20001, ''];
    if (isRead) return null;
    if (headers['transfer-encoding'] !== undefined || headers['content-length'] === undefined) return mistake('length required');
    if (!/^seedance-realperson-action\/\d+\.\d+\.\d+/.test(headers['user-agent'] ?? '')) return mistake('user agent');
    if (endpoint === 'upload') return body === null ? mistake('multipart') : null;
    if (headers['content-type'] !== 'application/json') return mistake('content type');
    if (endpoint === 'create') {
      const problem = this.videos.problemWith(body);
      return problem === null ? null : mistake(problem);
    }
    const wanted = { submit: ['name', 'url'], status: ['asset_id'], 'batch-status': ['asset_ids'] }[endpoint];
    if (!isObject(body) || Object.keys(body).join() !== wanted.join()) return mistake('参数错误');
    const valid = Object.values(body).every((value) =>
      endpoint === 'batch-status' ? isListOfIds(value) : typeof value === 'string' && value !== '',
    );
    return valid ? null : mistake('参数错误');
  }

  #usual({ endpoint, body, path }: Received): object {
    const given = isObject(body) ? body : {};
    switch (endpoint) {
      case 'create':
        return this.videos.create(body);
      case 'query':
        return this.videos.query(path, this.origin, this.recordDelay);
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
        const asset = this.#recorded(given['asset_id']);
        return asset === undefined
          ? { code: 20002, msg: '资产不存在', data: null }
          : { code: 0, msg: 'success', data: this.#describe(asset) };
      }
      default: {
        const ids = Array.isArray(given['asset_ids']) ? given['asset_ids'] : [];
        const items = ids.flatMap((id) => this.#recorded(id) ?? []).map((asset) => this.#describe(asset));
        // The order is undocumented.
        return { code: 0, msg: 'success', data: { items: items.reverse() } };
      }
    }
  }

  #recorded(id: unknown): FakeAsset | undefined {
    const asset = this.assets.get(String(id));
    return asset !== undefined && performance.now() - asset.since >= this.recordDelay ? asset : undefined;
  }

  #isActive(ref: string): boolean {
    const asset = this.assets.get(ref.replace(/^asset:\/\//, ''));
    return ref.startsWith('asset://') && asset !== undefined && this.tell(asset).status === 'Active';
  }

  #describe(asset: FakeAsset): object {
    asset.checks += 1;
    return { asset_id: asset.id, name: asset.name, url: asset.url, created_at: '2026-01-01T00:00:00Z', ...this.tell(asset) };
  }

  /** Strictly parses a form with a single field `file`; counts and hashes its content without keeping it. `null` if the form is invalid. */
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

/** Responds with JSON. By default, nothing was accepted. */
export function json(
  body: unknown,
  { status = 200, headers = {}, accepts = false }: { status?: number; headers?: Record<string, string>; accepts?: boolean } = {},
): Behaviour {
  return { accepts, answer: ({ response }) => send(response, status, body, headers) };
}

/** Responds as usual, but with changes to `data` or the envelope. */
export function usualBut(data: object, envelope: object = {}): Behaviour {
  return {
    accepts: true,
    answer: ({ response, usual }) => {
      const body: { data?: object } = usual();
      send(response, 200, { ...body, ...envelope, data: { ...body.data, ...data } });
    },
  };
}

/** Responds as usual, but with an encoding that the client didn't request. */
export function encoded(encoding: 'gzip' | 'deflate' | 'br'): Behaviour {
  const encode = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[encoding];
  return {
    accepts: true,
    answer: ({ response, usual }) => send(response, 200, encode(JSON.stringify(usual())), { 'content-encoding': encoding }),
  };
}

/** Responds with what `rewrite` makes of the usual response's `data`. */
export function rewritten(rewrite: (data: Readonly<Record<string, unknown>>) => unknown, status = 200): Behaviour {
  return {
    accepts: true,
    answer: ({ response, usual }) => {
      const body: { data?: Readonly<Record<string, unknown>> } = usual();
      send(response, status, rewrite(body.data ?? {}));
    },
  };
}

/** Responds as usual. */
export const usual: Behaviour = usualBut({});

/** Rejects the request in the envelope. */
export function refusal(code: number | string, msg: string, status = 200): Behaviour {
  return json({ code, msg, data: null }, { status });
}

/** Responds with something other than JSON: a page or nothing. HTTP 2xx and 5xx leave open whether the request was accepted. */
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

/** Writes raw bytes to the socket, then closes, resets or hangs the connection. */
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

/** Returns the head of a response with a body of `length` bytes. */
export function headOf(length: number, status = 200): string {
  return `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
}

/** Responds, but breaks off after `text`. */
export function cut(status: number, text = '{"code":'): Behaviour {
  return raw(`${headOf(1000, status)}${text}`, 'close');
}

/** Never responds. */
export const silence: Behaviour = raw('', 'hang');
/** Closes or resets the connection once the request has arrived. */
export const closed: Behaviour = raw('', 'close');
export const reset: Behaviour = raw('', 'reset');
/** Breaks off or stalls in the middle of the response. */
export const brokenOff: Behaviour = cut(200, '{"code":0,"data":{"asset_id":"as');
export const stalled: Behaviour = raw(`${headOf(1000)}{"code":0,"data":{"asset_id":"as`, 'hang');

/** Sends a byte every 100 ms, forever. */
export const dripping: Behaviour = {
  accepts: true,
  answer: ({ socket }) => {
    socket.write(headOf(100_000));
    const timer = setInterval(() => socket.write(' '), 100);
    socket.on('close', () => clearInterval(timer));
  },
};

/** Sends as much as the client reads, forever. */
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

/** Responds `ms` milliseconds later. */
export function late(ms: number, behaviour: Behaviour = usual): Behaviour {
  return { accepts: behaviour.accepts, answer: (exchange) => void setTimeout(() => behaviour.answer(exchange), ms) };
}

/** Responds only once released. */
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
  const content = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': content.length, ...headers });
  response.end(content);
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
