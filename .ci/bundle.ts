import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { packagesInDist } from './packages-in-dist.ts';

// Makes dist/ of lib/: a bundle per action, and the licences of what is in them.

// Beside a package.json without `type`, ncc makes CommonJS of the modules: Node.js starts that sooner than an ES module.
writeFileSync('lib/package.json', '{}\n');
bundle('lib/portrait/main.js', 'dist');
bundle('lib/video/main.js', 'dist/video');
writeFileSync('dist/package.json', '{\n  "type": "commonjs"\n}\n');
writeFileSync('dist/licenses.txt', licences());

/** Without ncc’s cache, which holds what an earlier build made of the same file. */
function bundle(entry: string, out: string): void {
  execFileSync(process.execPath, ['node_modules/@vercel/ncc/dist/ncc/cli.js', 'build', entry, '--out', out, '--no-cache', '--quiet'], {
    stdio: 'inherit',
  });
}

/** ncc's own list leaves out the modules that it joined. */
function licences(): string {
  const sections = packagesInDist().map((name) => {
    const [file] = globSync(`node_modules/${name}/LICEN[CS]E*`);
    if (file === undefined) throw new Error(`${name} has no licence file`);
    return `${name}\n\n${readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim()}\n`;
  });
  return sections.join(`\n${'-'.repeat(80)}\n\n`);
}
