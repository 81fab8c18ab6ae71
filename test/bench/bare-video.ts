// The least a program can do for one video: create it, query it, download it, hand on the id, and read the balance before and after. What
// the video action is compared with.
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

const post = { method: 'POST', headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } };
const readBalance = () => http.request(`${env['INPUT_BASE-URL']}/api/open-api/v1/user/balance`, { headers }, (balance) => balance.resume());
const create = http.request(`${env['INPUT_BASE-URL']}/api/open-api/v1/seedance/videos`, post);
create.on('response', (created) => {
  let task = '';
  created.on('data', (chunk) => {
    task += chunk;
  });
  created.on('end', () => {
    const { task_id: id } = JSON.parse(task).data;
    appendFileSync(env['GITHUB_OUTPUT'] ?? '', `task_id=${id}\n`);
    const query = http.request(`${env['INPUT_BASE-URL']}/api/open-api/v1/videos/${id}`, { headers });
    query.on('response', (queried) => {
      let video = '';
      queried.on('data', (chunk) => {
        video += chunk;
      });
      queried.on('end', () => {
        const download = http.request(JSON.parse(video).data.result.video_url);
        download.on('response', (file) => file.pipe(createWriteStream('video.mp4')).on('finish', () => readBalance().end()));
        download.end();
      });
    });
    query.end();
  });
});
readBalance()
  .on('close', () => create.end(body))
  .end();
