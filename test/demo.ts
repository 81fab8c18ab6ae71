import { parseArgs } from 'node:util';
import { FakeJimmyAi, fakeToken } from './support/fake-jimmyai.ts';
import { runAction, type StepResult } from './support/run-action.ts';

const { values } = parseArgs({
  options: {
    several: { type: 'boolean', default: false },
    token: { type: 'string' },
    name: { type: 'string' },
    url: { type: 'string' },
    'base-url': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  console.log(`npm run demo                      one portrait, against a service on this machine
npm run demo -- --several         five portraits, one of which fails
npm run demo -- --token … --name … --url … --base-url …
                                  a real portrait at a real service: this makes an asset there`);
} else if (values.token !== undefined || values['base-url'] !== undefined) {
  const { token, name, url, 'base-url': baseUrl } = values;
  if (token === undefined || name === undefined || url === undefined || baseUrl === undefined) {
    throw new Error('a real service needs all of --token, --name, --url and --base-url');
  }
  show(await runAction({ token, name, url, 'base-url': baseUrl }, { onOutput: showLog }));
} else {
  const service = await FakeJimmyAi.start({ processing: 3000 });
  service.tell = (asset) => {
    if (performance.now() - asset.since < 3000) return { status: 'Processing', asset_ref: null };
    if (asset.name === 'blurred') return { status: 'Failed', error_message: '未检测到人脸' };
    return { status: 'Active', asset_ref: `asset://${asset.id}` };
  };
  const names = ['portrait-front', 'portrait-left', '李雷', 'blurred', '韩梅梅'];
  const portraits = names.map((name) => ({ name, url: `https://example.com/${encodeURIComponent(name)}.jpg` }));
  const what: Record<string, string> = values.several
    ? { portraits: JSON.stringify(portraits) }
    : { name: values.name ?? 'portrait-front', url: values.url ?? 'https://example.com/portrait.jpg' };
  console.log(`A stand-in for JimmyAI listens at ${service.origin}. The step's log:\n`);
  const result = await runAction({ token: fakeToken, 'base-url': service.origin, ...what }, { onOutput: showLog });
  await service.stop();
  show(result);
  // Of several, one fails as it should.
  process.exitCode = result.exitCode === (values.several ? 1 : 0) ? 0 : 1;
}

function showLog(text: string): void {
  process.stdout.write(text.replace(/^/gm, '  ').replace(/ {2}$/, ''));
}

function show({ exitCode, outputs, summary }: StepResult): void {
  console.log(`\nThe step ended with exit code ${exitCode}. Its outputs:\n`);
  for (const [name, value] of Object.entries(outputs)) console.log(`  ${name}=${value}`);
  console.log(`\nIts job summary:\n\n${summary}`);
}
