import { parseArgs } from 'node:util';
import { FakeJimmyAi, fakeToken } from './support/fake-jimmyai.ts';
import { parseLog, runAction, type StepResult } from './support/run-action.ts';

const usage = `npm run demo                      one portrait, against a service on this machine
npm run demo -- --several         five portraits, one of which fails
npm run demo -- --name … --url … --base-url … --token …
                                  a real portrait at a real service: this makes an asset there.
                                  Without --token the key is taken from JIMMYAI_TOKEN.`;

try {
  process.exitCode = await demo();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  process.exitCode = 2;
}

async function demo(): Promise<number> {
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
  return values.several
    ? await demoSeveral()
    : await demoOne(values.name ?? 'portrait-front', values.url ?? 'https://example.com/portrait.jpg');
}

async function demoOne(name: string, url: string): Promise<number> {
  return show(await runAgainstFake({ name, url }));
}

async function demoSeveral(): Promise<number> {
  const names = ['portrait-front', 'portrait-left', '李雷', 'blurred', '韩梅梅'];
  const portraits = names.map((name) => ({ name, url: `https://example.com/${encodeURIComponent(name)}.jpg` }));
  // One fails, as it should.
  return show(await runAgainstFake({ portraits: JSON.stringify(portraits) })) === 1 ? 0 : 1;
}

async function runAgainstFake(inputs: Record<string, string>): Promise<StepResult> {
  const processing = 3000;
  const service = await FakeJimmyAi.start();
  service.tell = (asset) => {
    if (performance.now() - asset.since < processing) return { status: 'Processing', asset_ref: null };
    if (asset.name === 'blurred') return { status: 'Failed', error_message: '未检测到人脸' };
    return { status: 'Active', asset_ref: `asset://${asset.id}` };
  };
  console.log(`A stand-in for JimmyAI listens at ${service.origin}. The step's log:\n`);
  const result = await runAction({ token: fakeToken, 'base-url': service.origin, ...inputs }, { onOutput: showLog });
  await service.stop();
  return result;
}

/** Shows the log as GitHub does: masks are not seen, other commands become lines of their own. */
function showLog(text: string): void {
  for (const line of text.split('\n').filter(Boolean)) {
    const [command] = parseLog(line).commands;
    if (command === undefined) console.log(`  ${line}`);
    else if (command.name !== 'add-mask') console.log(`  ${command.name}: ${command.message.replaceAll('\n', '\n  ')}`);
  }
}

function show({ exitCode, outputs, summary }: StepResult): number {
  console.log(`\nThe step ended with exit code ${exitCode}. Its outputs:\n`);
  for (const [name, value] of Object.entries(outputs)) console.log(`  ${name}=${value}`);
  console.log(`\nIts job summary:\n\n${summary}`);
  return exitCode ?? 1;
}
