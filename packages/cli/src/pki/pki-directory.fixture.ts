import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runPki } from './run.ts';

/** A directory of an authority's own, removed after the test, with koji-pki and openssl to run in it. */
export interface PkiDirectory {
  readonly dir: string;
  /** Runs koji-pki, expects success, returns its output. */
  readonly pki: (...args: string[]) => Promise<string>;
  /** Runs koji-pki and returns its status and both outputs. */
  readonly tryPki: (...args: string[]) => Promise<{ status: number; out: string; err: string }>;
  readonly openssl: (...args: string[]) => string;
  readonly save: (file: string, text: string) => string;
  readonly modeOf: (file: string) => string;
}

export function pkiDirectory(): PkiDirectory {
  const dir = mkdtempSync(join(tmpdir(), 'koji-pki-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const tryPki = async (...args: string[]) => {
    const out: string[] = [];
    const err: string[] = [];
    const output = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) };
    const status = await runPki(['--dir', dir, ...args], output);
    return { status, out: out.join('\n'), err: err.join('\n') };
  };
  return {
    dir,
    tryPki,
    pki: async (...args) => {
      const { status, out, err } = await tryPki(...args);
      if (status !== 0) throw new Error(`koji-pki ${args.join(' ')} ended with ${status}: ${err}`);
      return out;
    },
    openssl: (...args) => execFileSync('openssl', args, { cwd: dir, encoding: 'utf8', stdio: 'pipe' }),
    save: (file, text) => {
      writeFileSync(join(dir, file), text);
      return join(dir, file);
    },
    modeOf: (file) => (statSync(join(dir, file)).mode & 0o777).toString(8),
  };
}
