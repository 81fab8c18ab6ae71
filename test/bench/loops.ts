import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FakeJimmyAi, fakeToken } from '../support/fake-jimmyai.ts';

// What people write today: submit, then ask every few seconds, at once first.
const script = `
set -euo pipefail
call() {
  curl -sS --fail -A seedance-realperson-action/0.0.0 -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d "$2" "$BASE_URL/api/open-api/v1/seedance/sp/realperson/$1"
}
id=$(call submit '{"name":"portrait","url":"https://example.com/portrait.jpg"}' | jq -r .data.asset_id)
while true; do
  status=$(call status "{\\"asset_id\\":\\"$id\\"}" | jq -r .data.status)
  [ "$status" = Active ] && break
  [ "$status" = Failed ] && exit 1
  sleep "$PAUSE"
done
`;

/** Takes a portrait through as people do it without this action, asking every `pause` seconds. Gives when it ended. */
export type Loop = (service: FakeJimmyAi, pause: number) => Promise<number>;

/** The loop in bash or, where there is no bash, curl and jq, one of the same rhythm; `isReal` tells which. */
export async function createLoop(folder: string): Promise<{ readonly run: Loop; readonly isReal: boolean }> {
  const isReal = ['bash', 'curl', 'jq'].every((command) => spawnSync(command, ['--version']).status === 0);
  if (!isReal) return { run: standIn, isReal };
  const file = path.join(folder, 'loop.sh');
  await writeFile(file, script);
  return {
    isReal,
    async run(service, pause) {
      const env = { PATH: process.env['PATH'], TOKEN: fakeToken, BASE_URL: service.origin, PAUSE: String(pause) };
      const [exitCode] = await once(spawn('bash', [file], { env, stdio: ['ignore', 'ignore', 'inherit'] }), 'exit');
      const end = performance.now();
      if (exitCode !== 0) throw new Error(`the loop ended with exit code ${exitCode}`);
      return end;
    },
  };
}

async function standIn(service: FakeJimmyAi, pause: number): Promise<number> {
  const call = async (endpoint: string, body: object) => {
    const response = await fetch(`${service.origin}/api/open-api/v1/seedance/sp/realperson/${endpoint}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${fakeToken}`,
        'content-type': 'application/json',
        'user-agent': 'seedance-realperson-action/0.0.0',
      },
      body: JSON.stringify(body),
    });
    return response.text();
  };
  const submitted = await call('submit', { name: 'portrait', url: 'https://example.com/portrait.jpg' });
  const [, id] = /"asset_id":"([^"]+)"/.exec(submitted) ?? [];
  while (!(await call('status', { asset_id: id })).includes('"Active"')) await sleep(pause * 1000);
  return performance.now();
}
