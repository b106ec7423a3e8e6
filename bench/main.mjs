// pnpm bench [NAME] [--json]: runs the measurement of that name, or tells which there are. Needs `pnpm build`.
import { readdirSync } from 'node:fs';

const directory = new URL('.', import.meta.url);
const names = readdirSync(directory)
  .filter((file) => file.endsWith('.mjs') && file !== 'main.mjs')
  .map((file) => file.slice(0, -'.mjs'.length));

const [name] = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
if (name !== undefined && names.includes(name)) {
  await import(new URL(`${name}.mjs`, directory));
} else {
  process.stderr.write(`usage: pnpm bench NAME [--json]\n\nMeasurements: ${names.join(', ')}\n`);
  process.exitCode = name === undefined ? 0 : 1;
}
