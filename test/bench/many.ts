import { type Behaviour, FakeJimmyAi, late, usual } from '../support/fake-jimmyai.ts';
import { runWithPeakMemory, temporaryFolder } from './programs.ts';
import { fixed, median, printTable, seconds, type Targets } from './report.ts';

/** Every portrait is `Active` at its check number `checks`. Times in milliseconds. */
const cases: readonly { readonly portraits: number; readonly checks: number; readonly maxTime?: number }[] = [
  { portraits: 1, checks: 1 },
  { portraits: 50, checks: 1 },
  { portraits: 500, checks: 1, maxTime: 3000 },
  { portraits: 500, checks: 3 },
];
const rounds = 5;
const idsPerCall = 50;
const maxPerPortrait = 100;
const slowPortraits = 100;
const maxSlowRatio = 1.1;

/** What one step with a list of portraits takes. */
interface Taken {
  /** Milliseconds. */
  readonly time: number;
  readonly requests: number;
  /** The most memory ever held, in kB. */
  readonly peak: number;
}

/** What a step with many portraits takes: time, requests, memory. */
export async function benchMany(targets: Targets): Promise<void> {
  const taken = cases.map((): Taken[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { portraits, checks }] of cases.entries()) taken[index]?.push(await takeThrough(portraits, checks));
  }
  const medianOf = (index: number, figure: keyof Taken) => median((taken[index] ?? []).map((each) => each[figure]));

  printTable(
    'Many: one step with a list, everything on loopback',
    [
      ['portraits', 'Active at', 'time', '× one portrait', 'requests', 'peak memory', 'more per portrait'],
      ...cases.map(({ portraits, checks, maxTime }, index) => {
        const time = medianOf(index, 'time');
        const perPortrait = (medianOf(index, 'peak') - medianOf(0, 'peak')) / (portraits - 1);
        const calls = Math.ceil(portraits / idsPerCall);
        return [
          String(portraits),
          `check ${checks}`,
          maxTime === undefined ? seconds(time) : targets.atMost(time, maxTime, seconds),
          fixed(2)(time / medianOf(0, 'time')),
          targets.exactly(medianOf(index, 'requests'), portraits + checks * calls, `${portraits} + ${checks} × ${calls}`),
          fixed(1, ' MiB')(medianOf(index, 'peak') / 1024),
          portraits === 1 ? '' : targets.atMost(perPortrait, maxPerPortrait, fixed(1, ' kB')),
        ];
      }),
    ],
    [`Medians of ${rounds} interleaved rounds. The first check comes a second after the submissions, the third two seconds after it.`],
  );
  await benchSlowSubmissions(targets);
}

/** How long a list takes whose submissions each take a second at the service. */
async function benchSlowSubmissions(targets: Targets): Promise<void> {
  const { time } = await takeThrough(slowPortraits, 1, late(1000));
  // Four at a time, and the first poll a second after the last submission.
  const ideal = (slowPortraits / 4) * 1000;
  printTable(`Many: ${slowPortraits} portraits, where a submission takes a second`, [
    ['time', 'ideal: four at a time', '× ideal'],
    [seconds(time), seconds(ideal), targets.atMost(time / ideal, maxSlowRatio, fixed(2))],
  ]);
}

async function takeThrough(portraits: number, checks: number, submission: Behaviour = usual): Promise<Taken> {
  await using folder = await temporaryFolder();
  const service = await FakeJimmyAi.start();
  service.always('submit', submission);
  service.tell = (asset) => ({ status: asset.checks < checks ? 'Processing' : 'Active', asset_ref: `asset://${asset.id}` });
  const list = Array.from({ length: portraits }, (_, index) => ({
    name: `portrait ${index}`,
    url: `https://example.com/portraits/${index}.jpg`,
  }));
  const { exitCode, milliseconds, peak } = await runWithPeakMemory(
    { portraits: JSON.stringify(list), 'base-url': service.origin },
    folder.path,
  );
  const requests = service.received.length;
  await service.stop();
  if (exitCode !== 0) throw new Error(`the step with ${portraits} portraits ended with exit code ${exitCode}`);
  return { time: milliseconds, requests, peak };
}
