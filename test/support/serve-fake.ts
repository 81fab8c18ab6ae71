import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Behaviour, cut, encoded, FakeJimmyAi, fakeToken, page, refusal, rewritten } from './fake-jimmyai.ts';

// Serves the fake to other processes. Once it listens, it writes the lines `origin=…` and `token=…` to the output file.

const made = (service: FakeJimmyAi, behaviour: Behaviour) =>
  service.always('submit', { ...behaviour, accepts: true }).always('create', { ...behaviour, accepts: true });

/** Behaviours known from the vendor's code and clients, and from proxies. */
const misbehaviours: Readonly<Record<string, { readonly about: string; readonly prepare: (service: FakeJimmyAi) => void }>> = {
  'late-records': {
    about: 'assets and tasks are unknown for their first five seconds',
    prepare: (service) => {
      service.recordDelay = 5000;
    },
  },
  'ids-elsewhere': {
    about: 'submissions and creations name what they made in data.id',
    prepare: (service) =>
      made(
        service,
        rewritten(({ asset_id, task_id }) => ({ code: 'SUCCESS', data: { id: asset_id ?? task_id } })),
      ),
  },
  gzip: {
    about: 'every response is compressed, though nobody asked for it',
    prepare: (service) => {
      for (const endpoint of ['upload', 'submit', 'status', 'batch-status', 'create', 'query'] as const)
        service.always(endpoint, encoded('gzip'));
    },
  },
  'cut-off': { about: 'responses to submissions and creations break off', prepare: (service) => made(service, cut(200)) },
  crash: { about: 'submissions and creations get an empty HTTP 500', prepare: (service) => made(service, page(500, '')) },
  'catch-all': {
    about: 'submissions and creations get the code -1 after a call that failed',
    prepare: (service) => made(service, refusal(-1, '调用上游接口失败: EOF')),
  },
};

const usage = `npm run stand-in -- --output <file> [--minutes <n>] [--misbehave <name>]

Serves a stand-in for JimmyAI on this machine, for <n> minutes (10). <file> gets its origin and a token. It misbehaves as told:

${Object.entries(misbehaviours)
  .map(([name, { about }]) => `  ${name.padEnd(14)} ${about}`)
  .join('\n')}`;

const { values } = parseArgs({
  options: {
    output: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    misbehave: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit();
}
const minutes = Number(values.minutes);
const misbehaviour = values.misbehave === undefined ? null : misbehaviours[values.misbehave];
if (values.output === undefined || !(minutes > 0) || misbehaviour === undefined) {
  console.error(usage);
  process.exit(2);
}

// nektos/act hangs up the terminal between steps.
process.on('SIGHUP', () => {});

const fake = await FakeJimmyAi.start({ processing: 2000 });
misbehaviour?.prepare(fake);
await writeFile(values.output, `origin=${fake.origin}\ntoken=${fakeToken}\n`);
setTimeout(() => fake.stop(), minutes * 60_000);
