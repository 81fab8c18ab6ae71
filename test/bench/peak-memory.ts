// Loaded before a program (`--import`): at its end, writes the most memory it ever held, in kB, into the file PEAK_MEMORY.
// It runs as JavaScript, without the compiler: no types in here.
import { readFileSync, writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env['PEAK_MEMORY'] ?? '', String(peak()));
});

function peak() {
  try {
    // Linux counts in `maxRSS` what the parent held when it started this process: that of the memory map does not.
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
