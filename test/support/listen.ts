import type net from 'node:net';
import type { AddressInfo } from 'node:net';

/** Below the ports that operating systems choose themselves. */
const firstPort = 10_000;
const portCount = 20_000;
/** More than a worker uses while a step runs. */
const portsPerWorker = 500;
let used = process.pid % portsPerWorker;

/**
 * Makes `server` listen on loopback. In a test, no other worker uses its port, so that connections are refused once it is closed: a port
 * that the system chooses may be another server's by then.
 */
export async function listen(server: net.Server, host = '127.0.0.1'): Promise<void> {
  const worker = process.env['VITEST_POOL_ID'];
  for (let tried = 0; tried < portsPerWorker; tried += 1) {
    if (await isListening(server, worker === undefined ? 0 : nextPort(Number(worker)), host)) return;
  }
  throw new Error('this worker has no free port left');
}

function nextPort(worker: number): number {
  used += 1;
  return firstPort + ((worker * portsPerWorker + (used % portsPerWorker)) % portCount);
}

/** Returns `false` if the port is taken, or Windows keeps it for others. */
function isListening(server: net.Server, port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => (['EADDRINUSE', 'EACCES'].includes(error.code ?? '') ? resolve(false) : reject(error));
    server.once('error', fail).listen(port, host, () => {
      server.off('error', fail);
      resolve(true);
    });
  });
}

/** Returns the port on which `server` listens. */
export function portOf(server: net.Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return address.port;
}
