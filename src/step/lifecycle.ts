import { Cancellation, type OutsideCause } from './cancellation.ts';
import { type Clock, systemClock } from './clock.ts';

const maxFlushMs = 5000;
const lingerMs = 200;

// GitHub's runner sends SIGINT, SIGTERM 7.5 s later, and kills after another 2.5 s. Others kill soon after SIGTERM.
const graces = [
  ['SIGINT', 5000],
  ['SIGTERM', 500],
] as const;

/** Runs `step` as this process: its exit code, signals, and a log that is written to its end. */
export async function runAsProcess<Cause>(
  step: (cancellation: Cancellation<Cause | OutsideCause>, clock: Clock) => Promise<boolean>,
): Promise<void> {
  // Fail by default: a drained event loop would otherwise exit with 0.
  process.exitCode = 1;
  // A closed log (EPIPE) must not end the run.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});

  const cancellation = new Cancellation<Cause | OutsideCause>(systemClock);
  process.on('uncaughtException', (error) => cancellation.stop({ kind: 'internal', message: String(error) }));
  for (const [signal, graceMs] of graces) {
    process.on(signal, () => void cancellation.cancel({ kind: 'cancelled', signal, afterMs: process.uptime() * 1000 }, graceMs));
  }

  if (await step(cancellation, systemClock)) process.exitCode = 0;

  // A connection attempt that was given up can linger in the system: nobody waits for it. The log is written to its end, unless
  // its reader takes too long.
  setTimeout(() => process.stdout.write('', leave), lingerMs).unref();
  setTimeout(leave, maxFlushMs).unref();
}

function leave(): void {
  // Before it exits, Node.js waits for file operations, and a disk may hold one forever.
  if (process.getActiveResourcesInfo().some((resource) => /^(?:FSReq|CloseReq)/.test(resource))) process.kill(process.pid, 'SIGKILL');
  process.exit();
}
