import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Interrupt } from '../packages/cli/src/interrupt.ts';
import { streamOutput } from '../packages/cli/src/output/output.ts';
import { runKoji } from '../packages/cli/src/program.ts';
import { addressesOf } from '../script/src/trial/addresses.ts';
import { authorityFile, issueToUser } from '../script/src/trial/certificates.ts';
import { Placeholders } from './command-line/placeholders.fixture.ts';
import { readTranscript, type Step, splitWords } from './command-line/transcript.fixture.ts';
import { type RunningTrial, scratchDirectory, startTrial } from './trial.fixture.ts';

const transcripts = join(import.meta.dirname, 'command-line');

/** Runs command lines of transcripts against one hub. */
class Player implements AsyncDisposable {
  readonly #koji: RunningTrial;
  readonly #directory: string;
  readonly #placeholders: Placeholders;

  private constructor(koji: RunningTrial, directory: string, placeholders: Placeholders) {
    this.#koji = koji;
    this.#directory = directory;
    this.#placeholders = placeholders;
  }

  static async start(): Promise<Player> {
    const koji = await startTrial({ without: ['builder', 'kojira', 'web'], hubConf: join(transcripts, 'hub.conf') });
    const { layout, settings } = koji.trial;
    const { files, hub } = addressesOf(settings);
    const web = 'https://web.example.com/koji';
    const directory = scratchDirectory();
    const place: { [name: string]: string } = { RPMS: join(transcripts, 'rpms'), TOPDIR: settings.topdir, HUB: hub, WEBURL: web };
    for (const [user, name] of Object.entries({ admin: 'kojiadmin', alice: 'alice', bob: 'bob', anon: undefined })) {
      const cert = name === undefined ? undefined : await issueToUser(layout, name);
      if (cert !== undefined) place[`CERT:${user}`] = cert;
      const lines = [
        '[koji]',
        `server = ${hub}`,
        `weburl = ${web}`,
        `topurl = ${files}`,
        `topdir = ${settings.topdir}`,
        `serverca = ${authorityFile(layout)}`,
        'anon_retry = false',
        'max_retries = 1',
        'retry_interval = 1',
        ...(cert === undefined ? ['authtype = noauth'] : ['authtype = ssl', `cert = ${cert}`]),
      ];
      writeFileSync(join(directory, `${user}.conf`), lines.map((line) => `${line}\n`).join(''));
    }
    return new Player(koji, directory, new Placeholders(place));
  }

  async play(step: Step): Promise<Pick<Step, 'status' | 'hasReason' | 'leaves' | 'output'>> {
    const words = splitWords(step.command).map((word) => this.#placeholders.fill(word));
    const cwd = join(this.#directory, 'cwd');
    mkdirSync(cwd);
    process.chdir(cwd);
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const [out, err] = [text(stdout), text(stderr)];
    const argv = ['--config', join(this.#directory, `${step.user}.conf`), ...words];
    const status = await runKoji('koji', argv, streamOutput({ stdout, stderr }), new Interrupt());
    stdout.end();
    stderr.end();
    expect(await err).not.toMatch(/^\s+at /m);
    const leaves = readdirSync(cwd).sort();
    process.chdir(this.#directory);
    await rm(cwd, { recursive: true });
    return {
      status,
      hasReason: (await err) !== '',
      leaves,
      output: this.#placeholders.render(await out, step.output, step),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.chdir(transcripts);
    await this.#koji[Symbol.asyncDispose]();
    await rm(this.#directory, { recursive: true });
  }
}

describe('the command line answers as its users and their scripts know it', () => {
  let player: Player | undefined;
  beforeAll(async () => {
    player = await Player.start();
  }, 300_000);
  afterAll(() => player?.[Symbol.asyncDispose]());

  // In order: later steps need what earlier ones made.
  for (const file of readdirSync(transcripts).filter((name) => name.endsWith('.txt'))) {
    describe(file, () => {
      test.each(readTranscript(join(transcripts, file)))('line $line: $user, koji $command', async (step) => {
        const { status, hasReason, leaves, output } = step;
        expect(await player!.play(step)).toEqual({ status, hasReason: hasReason || expect.any(Boolean), leaves, output });
      });
    });
  }
});
