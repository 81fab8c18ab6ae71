import { FakeJimmyAi, usualBut } from '../support/fake-jimmyai.ts';
import { runAction } from '../support/run-action.ts';
import { runWithPeakMemory, temporaryFolder, writeBareScript, writeEmptyScript } from './programs.ts';
import { fixed, median, printTable, type Targets } from './report.ts';

const warmUps = 4;
const timedRounds = 40;
const memoryRounds = 9;
const mostRatio = 1.15;
const mostMemory = 12;

/** A program and what was measured of it. Without `main` it is the action. */
class Candidate {
  readonly title: string;
  readonly main: string | undefined;
  /** Milliseconds from process start to exit, by round. */
  readonly times: number[] = [];
  /** MiB. */
  readonly peaks: number[] = [];

  constructor(title: string, main?: string) {
    this.title = title;
    this.main = main;
  }

  /** How its times compare with those of `other` in the same round. */
  ratioTo(other: Candidate): number {
    return median(this.times.map((time, round) => time / (other.times[round] ?? Number.NaN)));
  }
}

/** How long a step takes whose portrait is `Active` at once, from process start to exit, and the memory it needs. */
export async function benchStart(targets: Targets): Promise<void> {
  await using folder = await temporaryFolder();
  const service = await FakeJimmyAi.start();
  service.always('submit', usualBut({ status: 'Active', asset_ref: 'asset://portrait' }));
  const inputs = { name: 'portrait', url: 'https://example.com/portrait.jpg', 'base-url': service.origin };

  const empty = new Candidate('empty script', await writeEmptyScript(folder.path));
  const required = new Candidate('bare script, require of node:http', await writeBareScript(folder.path, 'require'));
  const bare = new Candidate('bare script, import of node:http', await writeBareScript(folder.path, 'import'));
  const action = new Candidate('the action');
  const candidates = [empty, required, bare, action];

  for (let round = 0; round < warmUps + timedRounds; round++) {
    // Each comes first and last equally often.
    const first = round % candidates.length;
    for (const candidate of [...candidates.slice(first), ...candidates.slice(0, first)]) {
      const { exitCode, outputs, milliseconds } = await runAction(inputs, candidate.main === undefined ? {} : { main: candidate.main });
      const didItsWork = exitCode === 0 && (outputs['asset_id'] !== undefined || candidate === empty);
      if (!didItsWork) throw new Error(`${candidate.title} did not do its work`);
      if (round >= warmUps) candidate.times.push(milliseconds);
    }
  }
  for (let round = 0; round < memoryRounds; round++) {
    for (const { main, peaks } of candidates)
      peaks.push((await runWithPeakMemory(inputs, folder.path, main === undefined ? {} : { main })).peak / 1024);
  }
  await service.stop();

  const mebibytes = fixed(1, ' MiB');
  printTable(
    'Start: one portrait that is Active at once, from process start to exit',
    [
      ['', 'time', '× import', '× require', 'peak memory', 'more than import'],
      ...candidates.map((candidate) => {
        const ratio = candidate.ratioTo(bare);
        const more = median(candidate.peaks) - median(bare.peaks);
        const isJudged = candidate === action;
        return [
          candidate.title,
          fixed(1, ' ms')(median(candidate.times)),
          isJudged ? targets.atMost(ratio, mostRatio, fixed(2)) : fixed(2)(ratio),
          fixed(2)(candidate.ratioTo(required)),
          mebibytes(median(candidate.peaks)),
          isJudged ? targets.atMost(more, mostMemory, mebibytes) : mebibytes(more),
        ];
      }),
    ],
    [
      `Medians of ${timedRounds} interleaved rounds, ratios within each round; memory of ${memoryRounds} further rounds.`,
      'The bare script sends the same submission and appends asset_id to GITHUB_OUTPUT, no more. Its two forms differ, because',
      'Node.js loads its undici with an import of node:http and not with a require. The action is an ES module, as the form it is judged by.',
    ],
  );
}
