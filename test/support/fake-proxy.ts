import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { listen } from './listen.ts';

/** How a proxy handles a CONNECT. */
export type ProxyManner = 'connects' | 'refuses' | 'hangs' | 'closes' | 'asks for a password';

/** A CONNECT proxy on loopback. Whatever host is requested, it connects to `port` on this machine. */
export class FakeProxy {
  readonly asked: string[] = [];
  /** Hosts for which it never responds. */
  silentAbout: RegExp | null = null;
  /** Hosts that it forbids with 403. */
  forbids: RegExp | null = null;
  readonly #server: http.Server;
  readonly #sockets = new Set<Socket>();
  readonly #credentials: string | null;
  readonly #awaited: (() => void)[] = [];

  private constructor(manner: ProxyManner, port: number, credentials: string | null) {
    this.#credentials = credentials;
    this.#server = http.createServer((_, response) => response.writeHead(400).end());
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
    });
    this.#server.on('connect', (request: http.IncomingMessage, client: Socket) => {
      this.asked.push(request.url ?? '');
      this.#tellAwaiting();
      const expected = this.#credentials === null ? undefined : `Basic ${Buffer.from(this.#credentials).toString('base64')}`;
      if (manner === 'hangs' || this.silentAbout?.test(request.url ?? '') === true) return;
      const isForbidden = manner === 'refuses' || this.forbids?.test(request.url ?? '') === true;
      if (manner === 'closes') client.destroy();
      else if (isForbidden) client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      else if (request.headers['proxy-authorization'] !== expected) client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      else {
        const upstream = net.connect(port, '127.0.0.1', () => {
          client.write('HTTP/1.1 200 Connection established\r\n\r\n');
          upstream.pipe(client).pipe(upstream);
        });
        this.#sockets.add(upstream);
        upstream.on('error', () => client.destroy());
      }
    });
  }

  static async start(manner: ProxyManner, port: number, credentials: string | null = null, host?: string): Promise<FakeProxy> {
    const proxy = new FakeProxy(manner, port, credentials);
    await listen(proxy.#server, host);
    return proxy;
  }

  /** Resolves once a matching host was requested. */
  askedFor(host: RegExp): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited.push(() => this.asked.some((asked) => host.test(asked)) && resolve());
      this.#tellAwaiting();
    });
  }

  #tellAwaiting(): void {
    for (const tell of this.#awaited) tell();
  }

  get address(): string {
    const { address, family, port } = this.#server.address() as AddressInfo;
    return `${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
