import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { packagesInDist } from './packages-in-dist.ts';

// Builds dist/ from lib/: one bundle per action, and the licences of all bundled packages.

// A package.json without `type` makes ncc emit CommonJS, which Node.js loads faster than ES modules.
writeFileSync('lib/package.json', '{}\n');
bundle('lib/portrait/main.js', 'dist');
bundle('lib/video/main.js', 'dist/video');
writeFileSync('dist/package.json', '{\n  "type": "commonjs"\n}\n');
writeFileSync('dist/licenses.txt', licences());

/** Bundles without ncc’s cache, which could return the output of an earlier build. */
function bundle(entry: string, out: string): void {
  execFileSync(process.execPath, ['node_modules/@vercel/ncc/dist/ncc/cli.js', 'build', entry, '--out', out, '--no-cache', '--quiet'], {
    stdio: 'inherit',
  });
}

/** Returns all licences. ncc's own list omits the modules that it concatenated. */
function licences(): string {
  const sections = packagesInDist().map((name) => {
    const [file] = globSync(`node_modules/${name}/LICEN[CS]E*`);
    if (file === undefined) throw new Error(`${name} has no licence file`);
    return `${name}\n\n${readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim()}\n`;
  });
  return sections.join(`\n${'-'.repeat(80)}\n\n`);
}
