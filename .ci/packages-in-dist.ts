import { globSync, readFileSync } from 'node:fs';

/** The packages that are in dist/, by name. ncc names those that it joined; what stands alone in a chunk it doesn't, but that is a direct dependency. */
export function packagesInDist(): readonly string[] {
  const manifest: { dependencies: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
  const bundles = globSync('dist/**/*.js')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const joined = [...bundles.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].map((match) => match[1] ?? '');
  return [...new Set([...Object.keys(manifest.dependencies), ...joined])].sort();
}
