import { Cancellation, type OutsideCause } from './cancellation.ts';
import { type Clock, systemClock } from './clock.ts';

const maxFlushMs = 5000;
const lingerMs = 200;

// GitHub's runner sends SIGINT, then SIGTERM after 7.5 s, and kills after another 2.5 s. Other runners kill soon after SIGTERM.
const graces = [
  ['SIGINT', 5000],
  ['SIGTERM', 500],
] as const;

/** Runs `step` as this process: sets the exit code, handles signals, and flushes the log. */
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

  // Abandoned connection attempts can linger: don't wait for them. Flush the log, unless its reader takes too long.
  setTimeout(() => process.stdout.write('', leave), lingerMs).unref();
  setTimeout(leave, maxFlushMs).unref();
}

function leave(): void {
  // On exit, Node.js waits for pending file operations, which can hang forever.
  if (process.getActiveResourcesInfo().some((resource) => /^(?:FSReq|CloseReq)/.test(resource))) process.kill(process.pid, 'SIGKILL');
  process.exit();
}
