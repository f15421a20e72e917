// Bundles the page and its workers: `node build.mjs` in a folder with the packages and a copy of the extension.
import { copyFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

// `new URL('./x.wasm', import.meta.url)` in a package becomes the address of a copy beside the bundle.
const assets = {
  name: 'assets',
  setup(b) {
    b.onLoad({ filter: /@codingame.*\.js$/ }, (args) => {
      let imports = '';
      let count = 0;
      const code = readFileSync(args.path, 'utf8');
      const contents = code.replace(/new URL\(\s*(['"])([^'"]+)\1\s*,\s*import\.meta\.url\s*\)/g, (all, _quote, name) => {
        if (name.endsWith('.js') || name.endsWith('worker')) return all;
        const variable = `__asset${count++}`;
        imports += `import ${variable} from ${JSON.stringify(`asset:${path.resolve(path.dirname(args.path), name)}`)};\n`;
        return `new URL(${variable}, import.meta.url)`;
      });
      return { contents: imports + contents, loader: 'js' };
    });
    b.onResolve({ filter: /^asset:/ }, (a) => ({ path: a.path.slice('asset:'.length), namespace: 'asset' }));
    b.onLoad({ filter: /.*/, namespace: 'asset' }, (a) => ({ contents: readFileSync(a.path), loader: 'file' }));
  },
};

const files = ['.ttf', '.svg', '.mp3', '.wasm', '.html', '.png'];
await build({
  entryPoints: {
    page: 'page.ts',
    'editor.worker': '@codingame/monaco-vscode-editor-api/esm/vs/editor/editor.worker.js',
    'textmate.worker': '@codingame/monaco-vscode-textmate-service-override/worker',
  },
  bundle: true,
  format: 'esm',
  outdir: 'dist',
  platform: 'browser',
  target: 'es2022',
  logLevel: 'warning',
  external: ['node:*'],
  loader: Object.fromEntries(files.map((f) => [f, 'file'])),
  plugins: [assets],
});
copyFileSync('page.html', 'dist/index.html');
mkdirSync('dist/extension', { recursive: true });
for (const part of ['package.json', 'language-configuration.json', 'syntaxes', 'snippets']) {
  cpSync(`extension/${part}`, `dist/extension/${part}`, { recursive: true });
}
