import { globSync, readFileSync, writeFileSync } from 'node:fs';

// ncc's own list of licences leaves out the modules that it joined. These it names in dist/; what stands alone in a chunk it
// doesn't, but that is a direct dependency.
const manifest: { dependencies: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
const bundle = globSync('dist/**/*.js')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const joined = [...bundle.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].map((match) => match[1] ?? '');
const packages = new Set([...Object.keys(manifest.dependencies), ...joined]);

const sections = [...packages].sort().map((name) => {
  const [file] = globSync(`node_modules/${name}/LICEN[CS]E*`);
  if (file === undefined) throw new Error(`${name} has no licence file`);
  return `${name}\n\n${readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim()}\n`;
});
writeFileSync('dist/licenses.txt', sections.join(`\n${'-'.repeat(80)}\n\n`));
