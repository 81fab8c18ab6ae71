import { runAction } from './action.ts';
import { systemClock } from './clock.ts';
import { Stop } from './stop.ts';

// Only a run that came to its end may call itself a success: an event loop that runs empty before that is none.
process.exitCode = 1;

// Who closes the log must not end the wait.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const stop = new Stop();
process.on('uncaughtException', (error) => stop.end({ kind: 'unexpected', message: String(error) }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.cancel(signal));

const succeeded = await runAction(stop, systemClock);
if (succeeded) process.exitCode = 0;

// A connection attempt that was given up can linger in the system: nobody waits for it. The log is written to its end, unless
// its reader takes too long.
setTimeout(() => process.stdout.write('', () => process.exit()), 200).unref();
setTimeout(() => process.exit(), 5000).unref();
