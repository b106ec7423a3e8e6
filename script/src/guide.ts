import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chapters } from './guide/chapters.ts';
import { outcomeOf } from './guide/paragraph.ts';
import { missingPrograms } from './guide/requirements.ts';
import { Site } from './guide/site.ts';
import { tablesOf } from './guide/table.ts';

const usage = `Usage: script/guide [--dir DIR] [--keep] [--table]

Follows Koji's set-up guide from top to bottom in a directory that stands for /, on loopback: its commands, files and SQL, then a
build. Says of every paragraph how it is followed, as docs/setup-guide.md does.

  --dir DIR   use this new directory (default: one in /var/tmp)
  --keep      leave the directory there; guide.log in it has every command and what it said
  --table     print the tables of docs/setup-guide.md and do nothing else
`;

async function walk(site: Site): Promise<void> {
  for (const { title, paragraphs } of chapters) {
    print(`\n=== ${title}`);
    for (const paragraph of paragraphs) {
      try {
        await paragraph.follow?.(site);
      } catch (cause) {
        throw new Error(`${title}: ${paragraph.title}: ${(cause as Error).message}`, { cause });
      }
      print(`${paragraph.title}: ${outcomeOf(paragraph)}`);
    }
  }
  const all = chapters.flatMap(({ paragraphs }) => paragraphs);
  const tried = all.filter(({ follow }) => follow !== undefined);
  const asWritten = tried.filter(({ difference }) => difference === undefined);
  print(`\n${all.length} paragraphs: ${tried.length} tried, ${asWritten.length} of them as written`);
}

/** It is emptied at the end, so nothing of anybody's may be in it. */
async function newDirectory(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  if ((await readdir(path)).length > 0) throw new Error(`${path} is not empty; choose a new directory`);
  return path;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      keep: { type: 'boolean' },
      table: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return void process.stdout.write(usage);
  if (values.table) return void process.stdout.write(tablesOf(chapters));
  const missing = await missingPrograms();
  if (missing.length > 0) throw new Error(`missing here, see script/bootstrap --test: ${missing.join(', ')}`);
  const root = values.dir === undefined ? await mkdtemp('/var/tmp/koji-guide-') : await newDirectory(resolve(values.dir));
  try {
    await using site = await Site.open(root);
    process.once('SIGINT', () => void site[Symbol.asyncDispose]().finally(() => process.exit(130)));
    await walk(site);
  } finally {
    if (values.keep) print(`everything is in ${root}; ${join(root, 'guide.log')} tells what was done`);
    else await rm(root, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`guide: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
