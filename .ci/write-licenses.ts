import { globSync, readFileSync, writeFileSync } from 'node:fs';

// ncc names in dist/ which modules it took, but its own list of licences leaves out those that it joined.
const bundle = globSync('dist/*.js')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const packages = new Set([...bundle.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].map((match) => match[1] ?? ''));

const sections = [...packages].sort().map((name) => {
  const [file] = globSync(`node_modules/${name}/LICEN[CS]E*`);
  if (file === undefined) throw new Error(`${name} has no licence file`);
  return `${name}\n\n${readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim()}\n`;
});
writeFileSync('dist/licenses.txt', sections.join(`\n${'-'.repeat(80)}\n\n`));
