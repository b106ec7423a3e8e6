// Bundles the koji command: one small entry, a chunk for every command, and what they share. Only the invoked command's
// chunks are loaded. The list of commands is written into the bundle, so that showing it loads no command either.
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, 'dist/bundle');
const summaries = join(here, 'src/commands/summaries.ts');
const shared = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  conditions: ['source'],
  // Native and optional: found by Node at the moment it is needed.
  external: ['kerberos'],
  logLevel: 'warning',
};

async function readSummaries() {
  const outfile = join(tmpdir(), `koji-summaries-${process.pid}.mjs`);
  await build({ ...shared, entryPoints: [summaries], outfile });
  try {
    const { loadSummaries } = await import(pathToFileURL(outfile).href);
    return await loadSummaries();
  } finally {
    await rm(outfile);
  }
}

const list = await readSummaries();
const prepared = {
  name: 'prepared-summaries',
  setup(build) {
    build.onLoad({ filter: /commands\/summaries\.ts$/ }, () => ({
      contents: `const summaries = ${JSON.stringify(list)};\nexport async function loadSummaries() {\n  return summaries;\n}\n`,
      loader: 'js',
    }));
  },
};

await rm(outdir, { recursive: true, force: true });
await build({
  ...shared,
  entryPoints: { main: join(here, 'src/main.ts') },
  outdir,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  plugins: [prepared],
});
