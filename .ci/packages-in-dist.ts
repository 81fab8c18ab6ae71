import { globSync, readFileSync } from 'node:fs';

/**
 * Returns the names of the packages in dist/. ncc's output names the packages that it concatenated, but not one that fills a chunk alone;
 * those are all direct dependencies.
 */
export function packagesInDist(): readonly string[] {
  const manifest: { dependencies: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
  const bundles = globSync('dist/**/*.js')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const joined = [...bundles.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].map((match) => match[1] ?? '');
  return [...new Set([...Object.keys(manifest.dependencies), ...joined])].sort();
}
