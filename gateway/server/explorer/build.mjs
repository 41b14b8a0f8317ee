// Builds static/ from the sources here: `npm ci --ignore-scripts && npm run build`.
// Running the gateway needs none of this; the result is committed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, rm, writeFile } from 'node:fs/promises';

import { build } from 'esbuild';

const OUT = 'static';
const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i;

await rm(OUT, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: {
    main: 'main.jsx',
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
  },
  outdir: OUT,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  jsx: 'automatic',
  legalComments: 'none', // the full texts are in THIRD_PARTY_LICENSES
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'dataurl', '.woff2': 'dataurl' },
  chunkNames: 'chunk-[hash]',
  metafile: true,
});
await copyFile('index.html', `${OUT}/index.html`);
await copyFile('icon.svg', `${OUT}/icon.svg`);
await writeFile('THIRD_PARTY_LICENSES', licences(Object.keys(metafile.inputs)));

function licences(inputs) {
  const folders = new Set(inputs.map(packageFolder).filter(Boolean));
  return [...folders].sort().map(licence).join('\n');
}

function packageFolder(input) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const texts = existsSync(folder)
    ? readdirSync(folder).filter((file) => LICENSE_FILE.test(file)).sort()
    : [];
  const body = texts.map((file) => readFileSync(`${folder}/${file}`, 'utf8').trim()).join('\n\n');
  return `${'='.repeat(78)}\n${name} ${version} (${license})\n${'='.repeat(78)}\n${body}\n`;
}
