import { createHash } from 'node:crypto';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FakeJimmyAi, fakeToken } from './support/fake-jimmyai.ts';
import { videoOf } from './support/fake-videos.ts';
import { parseLog, runAction, runVideoAction, type StepResult } from './support/run-action.ts';

const usage = `npm run demo                      a dry run, a portrait, and a video made with it, against a service on this machine
npm run demo -- --portrait        the portrait alone
npm run demo -- --several         a dry run of five portraits, and the portraits, one of which fails
npm run demo -- --name … --url … --base-url … --token …
                                  a real portrait at a real service: this makes an asset there.
                                  Without --token the key is taken from JIMMYAI_TOKEN.`;

const processing = 3000;
/** Whether the log is within a group, which GitHub shows folded. */
let isFolded = false;

try {
  process.exitCode = await demo();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  process.exitCode = 2;
}

async function demo(): Promise<number> {
  const { values } = parseArgs({
    options: {
      portrait: { type: 'boolean', default: false },
      several: { type: 'boolean', default: false },
      token: { type: 'string' },
      name: { type: 'string' },
      url: { type: 'string' },
      'base-url': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.token !== undefined || values['base-url'] !== undefined) {
    const { name, url, 'base-url': baseUrl, token = process.env['JIMMYAI_TOKEN'] } = values;
    if (token === undefined || name === undefined || url === undefined || baseUrl === undefined) {
      throw new Error('A real service needs a token, --name, --url and --base-url.');
    }
    return show(await runAction({ token, name, url, 'base-url': baseUrl }, { onOutput: showLog }));
  }
  if (values.several) return await demoSeveral();
  const { name = 'portrait-front', url = 'https://example.com/portrait.jpg' } = values;
  return values.portrait ? await demoPortrait(name, url) : await demoChain(name, url);
}

/** The whole pipeline: what it would do, a portrait, and a video that is made with it. */
async function demoChain(name: string, url: string): Promise<number> {
  await using workspace = await mkdtempDisposable(path.join(os.tmpdir(), 'demo-'));
  const service = await startFake();
  const common = { token: fakeToken, 'base-url': service.origin };
  const planCode = await showPlan({ name, url, 'base-url': service.origin });
  console.log('\nThe portrait step’s log:\n');
  const portrait = await runAction({ ...common, name, url }, { onOutput: showLog });
  const portraitCode = show(portrait);
  console.log('\nThe video step’s log:\n');
  const video = await runVideoAction(
    {
      ...common,
      images: portrait.outputs['asset_refs'] ?? '',
      prompt: 'The person in the picture smiles and waves at the camera.',
      'poll-interval': '1s',
    },
    { onOutput: showLog, workspace: workspace.path },
  );
  const videoCode = show(video);
  await service.stop();
  if (planCode !== 0 || portraitCode !== 0 || videoCode !== 0) return 1;

  const file = await readFile(path.join(workspace.path, video.outputs['path'] ?? ''));
  const sha256 = createHash('sha256').update(file).digest('hex');
  console.log(`In the workspace: ${video.outputs['path']}, ${file.length} bytes, SHA-256 ${sha256}`);
  return sha256 === video.outputs['sha256'] ? 0 : 1;
}

/** What a run with these inputs would do. Without a token, as a pull request from a fork has none. */
async function showPlan(inputs: Readonly<Record<string, string>>): Promise<number> {
  console.log('\nThe log of a dry run:\n');
  return show(await runAction({ ...inputs, token: '', 'dry-run': 'true' }, { onOutput: showLog }));
}

async function demoPortrait(name: string, url: string): Promise<number> {
  const service = await startFake();
  const result = await runAction({ token: fakeToken, 'base-url': service.origin, name, url }, { onOutput: showLog });
  await service.stop();
  return show(result);
}

async function demoSeveral(): Promise<number> {
  const names = ['portrait-front', 'portrait-left', '李雷', 'blurred', '韩梅梅'];
  const portraits = names.map((name) => ({ name, url: `https://example.com/${encodeURIComponent(name)}.jpg` }));
  const service = await startFake();
  const inputs = { 'base-url': service.origin, portraits: JSON.stringify(portraits) };
  const planCode = await showPlan(inputs);
  console.log('\nThe step’s log:\n');
  const result = await runAction({ ...inputs, token: fakeToken }, { onOutput: showLog });
  await service.stop();
  // One fails, as it should.
  return show(result) === 1 ? planCode : 1;
}

async function startFake(): Promise<FakeJimmyAi> {
  const service = await FakeJimmyAi.start();
  service.tell = (asset) => {
    if (performance.now() - asset.since < processing) return { status: 'Processing', asset_ref: null };
    if (asset.name === 'blurred') return { status: 'Failed', error_message: '未检测到人脸' };
    return { status: 'Active', asset_ref: `asset://${asset.id}` };
  };
  service.videos.processing = processing;
  service.videos.content = videoOf(3_000_000);
  console.log(`A stand-in for JimmyAI listens at ${service.origin}.\n`);
  return service;
}

/** Shows the log as GitHub does: masks and debug lines are not seen, groups are folded, other commands become lines of their own. */
function showLog(text: string): void {
  for (const line of text.split('\n').filter(Boolean)) {
    const [command] = parseLog(line).commands;
    if (command?.name === 'endgroup') isFolded = false;
    else if (isFolded || command?.name === 'add-mask' || command?.name === 'debug') continue;
    else if (command === undefined) console.log(`  ${line}`);
    else if (command.name === 'group') {
      isFolded = true;
      console.log(`  ▸ ${command.message}`);
    } else console.log(`  ${command.name}: ${command.message.replaceAll('\n', '\n  ')}`);
  }
}

/** A summary without the marks of Markdown and HTML that nobody sees once it is shown. */
function asPeopleSee(markdown: string): string {
  return markdown
    .replace(/<summary>(.*?)<\/summary>/g, '▸ $1')
    .replace(/<\/?details>\n*/g, '')
    .replace(/^\|(?: :?-+:? \|)+\n/gm, '')
    .replace(/^#+ |\*\*|`/gm, '')
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '');
}

function show({ exitCode, outputs, summary }: StepResult): number {
  console.log(`\nThe step ended with exit code ${exitCode}. Its outputs:\n`);
  for (const [name, value] of Object.entries(outputs)) console.log(`  ${name}=${value}`);
  console.log(`\nIts job summary:\n\n${asPeopleSee(summary)}`);
  return exitCode ?? 1;
}
