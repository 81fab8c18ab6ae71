import http from 'node:http';
import { expect, test } from 'vitest';
import { listen, portOf } from '../../support/listen.ts';

/** Returns the ports of `count` servers, each of which closes before the next one listens. */
async function portsInTurn(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let made = 0; made < count; made += 1) {
    const server = http.createServer();
    await listen(server);
    ports.push(portOf(server));
    await new Promise((resolve) => server.close(resolve));
  }
  return ports;
}

test('no server gets the port of one that has closed', async () => {
  const ports = await portsInTurn(400);
  expect(new Set(ports).size).toBe(400);
  // Systems choose from 32,768 or 49,152 on.
  expect(Math.max(...ports)).toBeLessThan(32_768);
});

test('a port that is taken is passed over', async () => {
  const server = http.createServer();
  await listen(server);
  const ports = await portsInTurn(600);
  expect(ports).not.toContain(portOf(server));
  server.close();
});
