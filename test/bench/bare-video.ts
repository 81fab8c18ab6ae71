// The least a program can do for one video: create it, query it, download it, hand on the id. What the video action is compared with.
// It runs as JavaScript, without the compiler: no types in here.
import { appendFileSync, createWriteStream } from 'node:fs';
import http from 'node:http';

const { env } = process;
const headers = { authorization: `Bearer ${env['INPUT_TOKEN']}`, 'user-agent': 'seedance-realperson-action/0.0.0' };
const body = JSON.stringify({
  model: 'seedance2.0-sp',
  prompt: env['INPUT_PROMPT'],
  duration: 5,
  resolution: '720p',
  ratio: '16:9',
  images: [env['INPUT_IMAGES']],
});

function call(url, options, then) {
  const request = http.request(url, options, then);
  request.end(options.method === 'POST' ? body : undefined);
}

function readJson(response, then) {
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk) => {
    text += chunk;
  });
  response.on('end', () => then(JSON.parse(text).data));
}

const post = { method: 'POST', headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } };
call(`${env['INPUT_BASE-URL']}/api/open-api/v1/seedance/videos`, post, (created) =>
  readJson(created, (task) => {
    appendFileSync(env['GITHUB_OUTPUT'] ?? '', `task_id=${task.task_id}\n`);
    call(`${env['INPUT_BASE-URL']}/api/open-api/v1/videos/${task.task_id}`, { method: 'GET', headers }, (queried) =>
      readJson(queried, ({ result }) => {
        call(result.video_url, { method: 'GET' }, (video) => video.pipe(createWriteStream('video.mp4')));
      }),
    );
  }),
);
