import { execFileSync } from 'node:child_process';
import { mkdir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { marked } from 'marked';
import { escapeMarkdown } from '../src/step/markdown.ts';
import { closed, FakeJimmyAi, fakeToken, usual } from './support/fake-jimmyai.ts';
import { videoOf } from './support/fake-videos.ts';
import { repository } from './support/repository.ts';
import { runAction, runVideoAction } from './support/run-action.ts';

// Draws job summaries as GitHub shows them, with its stylesheet, in Chromium (`chromium` on the PATH, or what CHROMIUM names):
//   npm run pictures             the pictures of the pages, light and dark
//   npm run pictures -- FOLDER   each kind of summary, light and dark, into a folder

const root = path.resolve(import.meta.dirname, '..');
const chromium = process.env['CHROMIUM'] ?? 'chromium';
const require = createRequire(import.meta.url);
// So that the summaries link to the documentation, as they do on GitHub.
const env = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_ACTION_REPOSITORY: repository,
  GITHUB_ACTION_REF: 'v1',
};

type Scene = (service: FakeJimmyAi) => Promise<{ readonly summary: string }>;

const portrait = (service: FakeJimmyAi, inputs: Readonly<Record<string, string>>) =>
  runAction({ token: fakeToken, 'base-url': service.origin, 'poll-interval': '200ms', ...inputs }, { env });
const video = (service: FakeJimmyAi, inputs: Readonly<Record<string, string>> = {}) => {
  service.addAsset('asset-0001');
  const prompt = 'The person in the picture smiles and waves at the camera.';
  const common = { token: fakeToken, 'base-url': service.origin, 'poll-interval': '200ms' };
  return runVideoAction({ ...common, prompt, images: 'asset://asset-0001', ...inputs }, { env });
};
const listOf = (names: readonly string[]) =>
  JSON.stringify(names.map((name) => ({ name, url: `https://example.com/${encodeURIComponent(name)}.jpg` })));
const one = { name: 'portrait-front', url: 'https://example.com/portrait.jpg' };
const many = (count: number) => Array.from({ length: count }, (_, index) => `portrait-${index + 1}`);

const scenes: Readonly<Record<string, Scene>> = {
  several: (service) => {
    service.next('submit', usual, usual, usual, usual, closed);
    // As long as it may really take, so that the picture shows it.
    const seconds: Readonly<Record<string, number>> = { 'portrait-front': 9, 李雷: 14, blurred: 6 };
    service.tell = ({ id, name, since }) => {
      if (performance.now() - since < (seconds[name] ?? Number.POSITIVE_INFINITY) * 1000) return { status: 'Processing' };
      return name === 'blurred' ? { status: 'Failed', error_message: '未检测到人脸' } : { status: 'Active', asset_ref: `asset://${id}` };
    };
    const portraits = listOf(['portrait-front', '李雷', 'blurred', '韩梅梅', 'portrait-left']);
    return portrait(service, { portraits, timeout: '20s', 'poll-interval': '1s' });
  },
  one: (service) => portrait(service, one),
  timeout: (service) => {
    service.tell = () => ({ status: 'Processing' });
    return portrait(service, { ...one, timeout: '2s' });
  },
  'possibly-submitted': (service) => {
    service.next('submit', closed);
    return portrait(service, one);
  },
  rejected: (service) => {
    service.tell = () => ({ status: 'Failed', error_message: '未检测到人脸' });
    return portrait(service, one);
  },
  submitted: (service) => portrait(service, { ...one, wait: 'false' }),
  'invalid-input': (service) => portrait(service, { portraits: '- name: 007\n  url: example.com\n- age: 5', timeout: 'soon' }),
  'thirty-with-a-wrong-token': (service) => portrait(service, { portraits: listOf(many(30)), token: 'sk_wrong' }),
  'five-hundred': (service) => {
    service.tell = ({ id, name }) => (name.endsWith('7') ? { status: 'Failed' } : { status: 'Active', asset_ref: `asset://${id}` });
    return portrait(service, { portraits: listOf(many(500)) });
  },
  video: (service) => {
    service.videos.content = videoOf(3_000_000);
    return video(service);
  },
  'video-possibly-created': (service) => {
    service.next('create', closed);
    return video(service);
  },
  'video-timeout': (service) => {
    service.videos.processing = 60_000;
    return video(service, { timeout: '2s' });
  },
};

const [folder] = process.argv.slice(2);
/** The pictures that the pages show, by their scenes. */
const pictures: Readonly<Record<string, string>> = { several: 'summary', video: 'video' };
const names = Object.keys(folder === undefined ? pictures : scenes);
const target = path.resolve(folder ?? path.join(root, 'docs/images'));
await mkdir(target, { recursive: true });
for (const name of names) await draw(name, path.join(target, folder === undefined ? (pictures[name] ?? name) : name));

async function draw(name: string, file: string): Promise<void> {
  const service = await FakeJimmyAi.start();
  const { origin } = service;
  const { summary } = (await scenes[name]?.(service)) ?? { summary: '' };
  await service.stop();
  // The address of the stand-in is of no interest.
  const markdown = summary.replaceAll(escapeMarkdown(origin), escapeMarkdown('https://www.jimmyai.cn'));
  for (const theme of ['light', 'dark'] as const) await screenshot(await pageOf(markdown, theme), `${file}-${theme}.png`);
}

async function pageOf(markdown: string, theme: 'light' | 'dark'): Promise<string> {
  const style = await readFile(require.resolve(`github-markdown-css/github-markdown-${theme}.css`), 'utf8');
  const font = '"Liberation Sans", "Noto Sans CJK SC", "Noto Color Emoji", sans-serif';
  return `<!doctype html><meta charset="utf-8"><style>${style}
    body { margin: 0; padding: 24px; background: ${theme === 'light' ? '#fff' : '#0d1117'} }
    .markdown-body { font-family: ${font} }</style>
    <article class="markdown-body">${await marked.parse(markdown)}</article>`;
}

/** Takes a picture that is as high as the page. */
async function screenshot(html: string, file: string): Promise<void> {
  await using folder = await mkdtempDisposable(path.join(os.tmpdir(), 'picture-'));
  const page = path.join(folder.path, 'page.html');
  await writeFile(page, html);
  const run = (...options: readonly string[]) =>
    execFileSync(chromium, ['--headless', '--no-sandbox', '--hide-scrollbars', ...options, `file://${page}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  await writeFile(page, `${html}<script>document.title = document.documentElement.scrollHeight</script>`);
  const height = /<title>(\d+)<\/title>/.exec(run('--window-size=980,200', '--dump-dom'))?.[1] ?? '800';
  run(`--window-size=980,${Math.min(Number(height), 4000)}`, '--force-device-scale-factor=1.5', `--screenshot=${file}`);
  console.log(file);
}
