// Builds dist/extension.js; `node build.mjs test` builds the tests, too.
import { readdirSync } from 'node:fs';
import { build } from 'esbuild';

const common = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', sourcemap: false };

// The main field of vscode-languageclient's parts is CommonJS, as VS Code loads extensions.
await build({ ...common, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', format: 'cjs', external: ['vscode'], minify: true });

if (process.argv[2] === 'test') {
  const entryPoints = readdirSync('test').filter((f) => f.endsWith('.test.ts')).map((f) => `test/${f}`);
  await build({ ...common, entryPoints, outdir: 'dist/test', format: 'cjs', outExtension: { '.js': '.cjs' } });
}
