import { createLogger } from '@koji/common/service/logger';
import { findMock } from '../mock/usable.ts';
import { ProcessRunner } from '../process/runner.ts';
import { readStandinArguments } from './arguments.ts';
import { loadStandinConfig } from './read-config.ts';
import { exitStatus, Standin } from './standin.ts';

/** Takes mock's command line where mock is not installed, for trying a build system out. */
async function main(argv: readonly string[]): Promise<number> {
  const real = await findMock();
  if (real !== undefined) throw new Error(`mock is installed (${real}); this stand-in does not take its place`);
  const args = readStandinArguments(argv);
  const config = await loadStandinConfig(args.root, args.configDir);
  const runner = new ProcessRunner(createLogger({ name: 'mock-standin', level: 'warn' }));
  return new Standin(args, config, runner).run();
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`ERROR: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitStatus.failed;
}
