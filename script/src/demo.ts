import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { kojiCommandLine, runKoji } from './demo/koji-command.ts';
import { makeSourcePackage } from './demo/sample.ts';
import { hostArch } from './trial/accounts.ts';
import { addressesOf } from './trial/addresses.ts';
import { makeBrowserFile } from './trial/certificates.ts';
import type { Trial } from './trial/components.ts';
import { hasMock } from './trial/configuration.ts';
import { administrator } from './trial/database.ts';
import { bringUp, resetTrial, takeDown } from './trial/instance.ts';
import { repository, type TrialLayout, trialLayout } from './trial/layout.ts';
import { isTrial } from './trial/settings.ts';

const usage = `Usage: script/demo [--dir DIR] [--exit]

Brings a whole Koji instance up in DIR, sets it up as the bootstrap guide does, builds a small package in it and shows where
everything is. It stays up until Ctrl-C; with --exit it is stopped at once. A later run in the same DIR starts over.

  --dir DIR   where to put it (default: .trial/demo in the checkout)
  --exit      stop everything when the build is done
`;

const browserPassword = 'koji';
const [tag, buildTag] = ['dist-demo', 'dist-demo-build'];
type Koji = (...args: string[]) => Promise<void>;

/** What mock installs into a build root; a build root without a distribution behind it has no use for the names. */
const buildPackages = ['bash', 'coreutils', 'gcc', 'make', 'rpm-build', 'tar'];

async function demonstrate(layout: TrialLayout, signal: AbortSignal): Promise<void> {
  const startedAt = Date.now();
  const trial = await openInstance(layout);
  const koji = (...args: string[]) => runKoji(layout, args, signal);
  await setUp(koji);
  const nvr = await build(layout, koji);
  await summarize(trial, nvr, Math.round((Date.now() - startedAt) / 1000));
}

async function openInstance(layout: TrialLayout): Promise<Trial> {
  headline(`Starting database, hub, kojira, builder and web in ${layout.dir}`);
  const mark = join(layout.dir, 'demo');
  if (isTrial(layout)) {
    // Whoever filled it by other means may want to keep it.
    if (!existsSync(mark)) throw new Error(`${layout.dir} holds an instance that is not the demo's; choose another directory`);
    await resetTrial(layout, { force: false });
  }
  await mkdir(layout.dir, { recursive: true });
  await writeFile(mark, 'script/demo made this instance and empties it whenever it starts.\n');
  return bringUp(layout, { without: [] });
}

async function setUp(koji: Koji): Promise<void> {
  headline('Setting it up: tags, target, build groups, package list, repository');
  await koji('moshimoshi');
  await koji('add-tag', tag);
  await koji('add-tag', '--parent', tag, '--arches', hostArch, buildTag);
  await koji('add-target', tag, buildTag);
  for (const group of ['build', 'srpm-build']) {
    await koji('add-group', buildTag, group);
    await koji('add-group-pkg', buildTag, group, ...buildPackages);
  }
  await koji('add-pkg', '--owner', administrator, tag, 'hello-koji');
  await koji('regen-repo', '--wait', buildTag);
}

async function build(layout: TrialLayout, koji: Koji): Promise<string> {
  headline('Building a source package');
  const { path, nvr } = await makeSourcePackage(join(layout.dir, 'sample'));
  await koji('build', '--wait', tag, path);
  await koji('list-tagged', tag);
  headline('Renewing the repository, so that the next build can use this one');
  await koji('wait-repo', '--request', '--build', nvr, buildTag);
  return nvr;
}

async function summarize({ layout, settings }: Trial, nvr: string, seconds: number): Promise<void> {
  const { web, hub, files } = addressesOf(settings);
  const [name, version, release] = /^(.+)-([^-]+)-([^-]+)$/.exec(nvr)!.slice(1) as [string, string, string];
  const browserFile = await makeBrowserFile(layout, administrator, browserPassword);
  headline(`${nvr} is built (${seconds} s in all)`);
  process.stdout.write(`
Web pages      ${web}
Log in there   import ${browserFile} (password "${browserPassword}") into the browser, then follow "login"
Hub            ${hub}
Command line   ${kojiCommandLine(layout)} hello
Packages       ${join(settings.topdir, 'packages', name, version, release)}
Repository     ${files}/repos/${buildTag}/latest/${hostArch}/
Logs           ${layout.logs}
${hasMock() ? '' : '\nmock is not installed here: the package was built by a stand-in with the tools of this machine, not in a clean build root.\n'}`);
}

function headline(text: string): void {
  process.stdout.write(`\n=== ${text}\n`);
}

/** Signal handlers alone do not keep a process alive, a timer does. */
async function untilAborted(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await sleep(60_000, undefined, { signal }).catch(() => undefined);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { dir: { type: 'string' }, exit: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const layout = trialLayout(resolve(values.dir ?? join(repository, '.trial/demo')));
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort(new Error('interrupted')));
  try {
    await demonstrate(layout, stop.signal);
    if (!values.exit) {
      process.stdout.write('\nCtrl-C stops it; script/demo starts it afresh.\n');
      await untilAborted(stop.signal);
    }
  } finally {
    if (isTrial(layout)) {
      process.stdout.write('\nStopping it\n');
      await takeDown(layout);
    }
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
