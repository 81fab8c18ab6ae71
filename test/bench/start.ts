import { caFile, valid } from '../support/certificates.ts';
import { FakeJimmyAi, usualBut } from '../support/fake-jimmyai.ts';
import type { StepOptions } from '../support/run-action.ts';
import { runWithCpuTime, runWithPeakMemory, temporaryFolder, writeBareScript, writeEmptyScript } from './programs.ts';
import { fixed, median, printTable, type Targets } from './report.ts';

const warmUps = 4;
const timedRounds = 40;
const memoryRounds = 9;
const maxRatio = 1.15;
const maxMemory = 12;
const maxTlsCpuRatio = 1.35;

/** A program and what was measured of it. Without `main` it is the action. */
class Candidate {
  readonly title: string;
  readonly main: string | undefined;
  /** Whether it submits anything. */
  readonly submits: boolean;
  /** Milliseconds from process start to exit, by round. */
  readonly times: number[] = [];
  /** Milliseconds of CPU time, by round. */
  readonly cpuTimes: number[] = [];
  /** MiB. */
  readonly peaks: number[] = [];

  constructor(title: string, main?: string, submits = true) {
    this.title = title;
    this.main = main;
    this.submits = submits;
  }

  get options(): StepOptions {
    return this.main === undefined ? {} : { main: this.main };
  }

  /** How its figures compare with those of `other` in the same round. */
  ratioTo(other: Candidate, figure: 'times' | 'cpuTimes'): number {
    return median(this[figure].map((value, round) => value / (other[figure][round] ?? Number.NaN)));
  }
}

/** How long a step takes whose portrait is `Active` at once, from process start to exit, and the memory it needs. */
export async function benchStart(targets: Targets): Promise<void> {
  await using folder = await temporaryFolder();
  await startOverHttp(folder.path, targets);
  await startOverTls(folder.path, targets);
}

/** The action, and what it is compared with. */
async function candidatesFor(folder: string, scheme: 'http' | 'https') {
  const empty = new Candidate('empty script', await writeEmptyScript(folder), false);
  const required = new Candidate(`bare script, require of node:${scheme}`, await writeBareScript(folder, 'require', scheme));
  const imported = new Candidate(`bare script, import of node:${scheme}`, await writeBareScript(folder, 'import', scheme));
  const action = new Candidate('the action');
  return { required, imported, action, all: [empty, required, imported, action] };
}

async function startOverHttp(folder: string, targets: Targets): Promise<void> {
  const service = await startService();
  const inputs = inputsFor(service);
  const { required, imported, action, all } = await candidatesFor(folder, 'http');
  await timeInTurn(all, folder, inputs, {});
  for (let round = 0; round < memoryRounds; round++) {
    for (const { options, peaks } of all) peaks.push((await runWithPeakMemory(inputs, folder, options)).peak / 1024);
  }
  await service.stop();

  const mebibytes = fixed(1, ' MiB');
  printTable(
    'Start: one portrait that is Active at once, from process start to exit',
    [
      ['', 'time', '× import', '× require', 'peak memory', 'more than import'],
      ...all.map((candidate) => {
        const ratio = candidate.ratioTo(imported, 'times');
        const more = median(candidate.peaks) - median(imported.peaks);
        const isJudged = candidate === action;
        return [
          candidate.title,
          fixed(1, ' ms')(median(candidate.times)),
          isJudged ? targets.atMost(ratio, maxRatio, fixed(2)) : fixed(2)(ratio),
          fixed(2)(candidate.ratioTo(required, 'times')),
          mebibytes(median(candidate.peaks)),
          isJudged ? targets.atMost(more, maxMemory, mebibytes) : mebibytes(more),
        ];
      }),
    ],
    [
      `Medians of ${timedRounds} interleaved rounds, ratios within each round; memory of ${memoryRounds} further rounds.`,
      'The bare script sends the same submission and appends asset_id to GITHUB_OUTPUT, no more. Its two forms differ, because',
      'Node.js loads its undici with an import of node:http and not with a require.',
    ],
  );
}

/** The same over TLS, as every real run is. CPU time tells what the program does; the time also has what the machine does meanwhile. */
async function startOverTls(folder: string, targets: Targets): Promise<void> {
  const service = await startService(valid);
  const { required, imported, action, all } = await candidatesFor(folder, 'https');
  await timeInTurn(all, folder, inputsFor(service), { NODE_EXTRA_CA_CERTS: caFile });
  await service.stop();

  printTable(
    'Start over TLS: the same, with a CA of its own',
    [
      ['', 'CPU time', '× require', '× import', 'time', '× require', '× import'],
      ...all.map((candidate) => {
        const ratio = candidate.ratioTo(required, 'cpuTimes');
        return [
          candidate.title,
          fixed(1, ' ms')(median(candidate.cpuTimes)),
          candidate === action ? targets.atMost(ratio, maxTlsCpuRatio, fixed(2)) : fixed(2)(ratio),
          fixed(2)(candidate.ratioTo(imported, 'cpuTimes')),
          fixed(1, ' ms')(median(candidate.times)),
          fixed(2)(candidate.ratioTo(required, 'times')),
          fixed(2)(candidate.ratioTo(imported, 'times')),
        ];
      }),
    ],
    [`Medians of ${timedRounds} interleaved rounds, ratios within each round.`],
  );
}

async function startService(tls?: { readonly key: string; readonly cert: string }): Promise<FakeJimmyAi> {
  const service = await FakeJimmyAi.start(tls === undefined ? {} : { tls });
  return service.always('submit', usualBut({ status: 'Active', asset_ref: 'asset://portrait' }));
}

function inputsFor(service: FakeJimmyAi): Readonly<Record<string, string>> {
  return { name: 'portrait', url: 'https://example.com/portrait.jpg', 'base-url': service.origin };
}

/** Runs the candidates in turn, so often that each comes first and last equally often. */
async function timeInTurn(
  candidates: readonly Candidate[],
  folder: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  for (let round = 0; round < warmUps + timedRounds; round++) {
    const first = round % candidates.length;
    for (const candidate of [...candidates.slice(first), ...candidates.slice(0, first)]) {
      const { exitCode, outputs, milliseconds, cpuTime } = await runWithCpuTime(inputs, folder, { ...candidate.options, env });
      const didItsWork = exitCode === 0 && (outputs['asset_id'] !== undefined || !candidate.submits);
      if (!didItsWork) throw new Error(`${candidate.title} did not do its work`);
      if (round < warmUps) continue;
      candidate.times.push(milliseconds);
      candidate.cpuTimes.push(cpuTime);
    }
  }
}
