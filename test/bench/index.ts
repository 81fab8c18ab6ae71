import os from 'node:os';
import { benchMany } from './many.ts';
import { benchNoticing } from './noticing.ts';
import { benchRedacting } from './redacting.ts';
import { Targets } from './report.ts';
import { benchSize } from './size.ts';
import { benchStart } from './start.ts';
import { benchVideo } from './video.ts';

const targets = new Targets();
const started = performance.now();
console.log(`Node.js ${process.versions.node}, ${os.availableParallelism()} cores. Times depend on the machine, ratios hardly do.`);

const benches = [benchStart, benchSize, benchRedacting, benchNoticing, benchMany, benchVideo];
// Words behind the command choose some of them: npm run bench -- video
const chosen = process.argv.slice(2);
for (const bench of benches.filter(({ name }) => chosen.length === 0 || chosen.some((word) => name.toLowerCase().includes(word)))) {
  try {
    await bench(targets);
  } catch (error) {
    console.error(`\n${bench.name} came to nothing:`, error);
    process.exitCode = 1;
  }
}

const took = Math.round((performance.now() - started) / 1000);
// A report, not a test: a busy machine misses targets, and the exit code stays 0.
console.log(`\n${targets.held} targets hold, ${targets.missed} missed. It took ${took} s.`);
