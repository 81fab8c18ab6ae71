import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { packagesInDist } from './packages-in-dist.ts';

// Reads npm's SBOM of all dependencies (CycloneDX) from stdin, and prints it reduced to the packages in dist/.

interface Bom {
  readonly metadata: { readonly component: { readonly name: string; readonly 'bom-ref': string } };
  readonly components: readonly { readonly name: string; readonly 'bom-ref': string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const bom: Bom = JSON.parse(await text(process.stdin));
const { name }: { name: string } = JSON.parse(readFileSync('package.json', 'utf8'));
const inDist = packagesInDist();
const components = bom.components.filter((component) => inDist.includes(component.name));
const missing = inDist.filter((name) => !components.some((component) => component.name === name));
if (missing.length > 0) throw new Error(`package-lock.json does not have what is in dist/: ${missing.join(', ')}`);

const refs = new Set([bom.metadata.component, ...components].map((component) => component['bom-ref']));
const dependencies = bom.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
// npm names the project after its folder.
const metadata = { ...bom.metadata, component: { ...bom.metadata.component, name } };
console.log(JSON.stringify({ ...bom, metadata, components, dependencies }, null, 2));
