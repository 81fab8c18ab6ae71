import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen, portOf } from './listen.ts';

/** A loopback server that sends nothing by itself: the test writes every byte of a response. */
export class SilentServer {
  readonly #server = net.createServer((socket) => void this.#take(socket));
  readonly #requests: { readonly head: string; readonly socket: Socket }[] = [];
  readonly #sockets = new Set<Socket>();
  #wake = () => {};

  static async start(): Promise<SilentServer> {
    const server = new SilentServer();
    await listen(server.#server);
    onTestFinished(() => server.stop());
    return server;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${portOf(this.#server)}/a?b`);
  }

  /** Refuses new connections and closes existing ones. */
  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resolves to the next request: the first bytes that arrived, and its paused socket. */
  async nextRequest(): Promise<{ readonly head: string; readonly socket: Socket }> {
    for (;;) {
      const request = this.#requests.shift();
      if (request !== undefined) return request;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async #take(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    const [head] = await once(socket, 'data');
    socket.pause();
    this.#requests.push({ head: String(head), socket });
    this.#wake();
  }
}

/** Resolves once the client has closed the connection. */
export async function closed(socket: Socket): Promise<void> {
  if (!socket.destroyed) await once(socket.resume(), 'close');
}
