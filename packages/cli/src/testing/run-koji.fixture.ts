import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Script, type ScriptedHub, startScriptedHub } from '@koji/common/testing/scripted-hub';
import { Interrupt } from '../interrupt.ts';
import { streamOutput } from '../output/output.ts';
import { runKoji } from '../program.ts';

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A hub that answers by a script, and the command run against it. */
export interface TestKoji extends AsyncDisposable {
  readonly hub: ScriptedHub;
  run(...argv: string[]): Promise<Outcome>;
  /** Runs a command and interrupts it once it has printed `after`. */
  interrupt(after: string, ...argv: string[]): Promise<Outcome>;
}

export async function testKoji(script: Script = {}): Promise<TestKoji> {
  const hub = await startScriptedHub({
    getAPIVersion: () => 1,
    login: () => ({ 'session-id': 7, 'session-key': 'key' }),
    logout: () => null,
    ...script,
  });
  const directory = mkdtempSync(join(tmpdir(), 'koji-cli-'));
  const config = join(directory, 'koji.conf');
  writeFileSync(
    config,
    `[koji]\nserver = ${hub.url}\nweburl = http://web.example.com/koji\ntopurl = http://files.example.com\ntopdir = /mnt/koji\nauthtype = password\npoll_interval = 0\n`,
  );
  const start = (argv: readonly string[], watch?: { readonly after: string }): Promise<Outcome> => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const interrupt = new Interrupt();
    let isDue = watch !== undefined;
    stdout.on('data', (chunk: Buffer) => {
      if (!isDue || !chunk.toString().includes(watch?.after ?? '')) return;
      isDue = false;
      void interrupt.happen();
    });
    const words = ['-c', config, '--user', 'alice', '--password', 'secret', ...argv];
    const finished = runKoji('koji', words, streamOutput({ stdout, stderr }), interrupt).finally(() => {
      stdout.end();
      stderr.end();
    });
    return Promise.all([finished, text(stdout), text(stderr)]).then(([status, out, err]) => ({
      status,
      stdout: out,
      stderr: err,
    }));
  };
  return {
    hub,
    run: (...argv) => start(argv),
    interrupt: (after, ...argv) => start(argv, { after }),
    async [Symbol.asyncDispose]() {
      rmSync(directory, { recursive: true });
      await hub[Symbol.asyncDispose]();
    },
  };
}
