// Runs before what needs Node.js 24, on any Node.js: an older one would only say that it doesn't know the extension “.ts”.
if (!process.version.startsWith('v24.')) {
  console.error(`needs Node.js 24: this is ${process.version}.
npm ci installs Node.js 24 for the npm scripts, with the package “node”, but not if scripts of packages are off (--ignore-scripts).
Run "npm rebuild node --ignore-scripts=false", or install Node.js 24 yourself.`);
  process.exit(1);
}
