// The least a program can do for one portrait: POST the submission, hand on the id. What the action's start is compared with.
// It runs as JavaScript, without the compiler: no types in here.
import { appendFileSync } from 'node:fs';
import http from 'node:http';

const { env } = process;
const body = JSON.stringify({ name: env['INPUT_NAME'], url: env['INPUT_URL'] });
const request = http.request(`${env['INPUT_BASE-URL']}/api/open-api/v1/seedance/sp/realperson/submit`, {
  method: 'POST',
  headers: {
    authorization: `Bearer ${env['INPUT_TOKEN']}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'seedance-realperson-action/0.0.0',
  },
});
request.on('response', (response) => {
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk) => {
    text += chunk;
  });
  response.on('end', () => {
    appendFileSync(env['GITHUB_OUTPUT'] ?? '', `asset_id=${JSON.parse(text).data.asset_id}\n`);
  });
});
request.end(body);
