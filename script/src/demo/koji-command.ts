import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repository, type TrialLayout } from '../trial/layout.ts';

const program = join(repository, 'packages/cli/bin/koji.mjs');

/** Runs `koji ARGS` as the administrator, the command line shown and its output passed through. */
export async function runKoji(layout: TrialLayout, args: readonly string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  process.stdout.write(`\n$ koji ${args.map(quote).join(' ')}\n`);
  const child = spawn(process.execPath, [program, '--config', layout.kojiConf, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const pass = () => child.kill('SIGINT');
  signal.addEventListener('abort', pass, { once: true });
  const [code] = (await once(child, 'exit')) as [number | null];
  signal.removeEventListener('abort', pass);
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`koji ${args[0]} failed`);
}

/** How a person runs the same command. */
export function kojiCommandLine(layout: TrialLayout): string {
  return `${process.execPath} ${program} --config ${layout.kojiConf}`;
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
