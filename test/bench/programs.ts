import { copyFile, type DisposableTempDir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runAction, type StepOptions, type StepResult } from '../support/run-action.ts';

/** A folder for what the benchmark writes, removed at the end of `await using`. */
export function temporaryFolder(): Promise<DisposableTempDir> {
  return mkdtempDisposable(path.join(os.tmpdir(), 'bench-'));
}

/**
 * Writes the bare script into `folder`, as an ES module or with `require`. Gives its path. The two are not alike: for the
 * `WebSocket` among its exports, an `import` of `node:http` loads all of the undici in Node.js, and `require` does not.
 */
export async function writeBareScript(folder: string, kind: 'import' | 'require', scheme: 'http' | 'https'): Promise<string> {
  const source = await readFile(path.join(import.meta.dirname, 'bare.ts'), 'utf8');
  const module = source.replace("'node:http'", `'node:${scheme}'`);
  const bare = path.join(folder, `bare-${scheme}.${kind === 'import' ? 'mjs' : 'cjs'}`);
  await writeFile(bare, kind === 'import' ? module : module.replace(/^import (.+) from (.+);$/gm, 'const $1 = require($2);'));
  return bare;
}

/** Writes a program that does nothing into `folder`. Gives its path. */
export async function writeEmptyScript(folder: string): Promise<string> {
  const empty = path.join(folder, 'empty.mjs');
  await writeFile(empty, '');
  return empty;
}

/** Runs a step, of a built action or of another program, and gives the most memory it ever held, in kB, besides its result. */
export async function runWithPeakMemory(
  inputs: Readonly<Record<string, string>>,
  folder: string,
  options: StepOptions = {},
): Promise<StepResult & { readonly peak: number }> {
  const preload = path.join(folder, 'peak-memory.mjs');
  await copyFile(path.join(import.meta.dirname, 'peak-memory.ts'), preload);
  const file = path.join(folder, 'peak');
  const result = await runAction(inputs, {
    env: { PEAK_MEMORY: file },
    nodeOptions: ['--import', pathToFileURL(preload).href],
    ...options,
  });
  return { ...result, peak: Number(await readFile(file, 'utf8')) };
}

/** Runs a step, of a built action or of another program, and gives the CPU time it took, in milliseconds, besides its result. */
export async function runWithCpuTime(
  inputs: Readonly<Record<string, string>>,
  folder: string,
  options: StepOptions = {},
): Promise<StepResult & { readonly cpuTime: number }> {
  // With `require`: an `--import` would load the machinery of modules for a program that needs none.
  const preload = path.join(folder, 'cpu-time.cjs');
  const script = "process.on('exit', () => require('node:fs').writeFileSync(process.env.CPU_TIME, JSON.stringify(process.cpuUsage())));";
  await writeFile(preload, script);
  const file = path.join(folder, 'cpu-time');
  const nodeOptions = ['--require', preload];
  const result = await runAction(inputs, { ...options, env: { ...options.env, CPU_TIME: file }, nodeOptions });
  const { user, system } = JSON.parse(await readFile(file, 'utf8'));
  return { ...result, cpuTime: (user + system) / 1000 };
}
