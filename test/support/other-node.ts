import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { problemWithNode } from '../../src/step/environment.ts';

/** Another Node.js installed on this machine, or why there is none. */
export type OtherNode = { readonly path: string; readonly version: string } | { readonly reason: string };

/** Finds a Node.js on the PATH that the actions support and whose major version differs from this process's. */
export function findOtherNode(): OtherNode {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '' && !folder.includes('node_modules'));
  const found: string[] = [];
  for (const folder of folders) {
    const node = path.join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
    const version = versionOf(node);
    if (version === null) continue;
    found.push(`${node} is ${version}`);
    if (majorOf(version) !== majorOf(process.versions.node) && problemWithNode(version) === null) return { path: node, version };
  }
  return { reason: found.length === 0 ? 'no other Node.js is on the PATH' : found.join(', ') };
}

function versionOf(node: string): string | null {
  try {
    return execFileSync(node, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .trim()
      .replace(/^v/, '');
  } catch {
    return null;
  }
}

function majorOf(version: string): string | undefined {
  return version.split('.')[0];
}
