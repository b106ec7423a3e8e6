import { reportStart } from './background.ts';

/** Runs a service's main function. What it throws is told to whoever started it, and makes the exit code 1. */
export async function runMain(service: string, main: (argv: readonly string[]) => Promise<void>): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    reportStart({ failed: message });
    process.stderr.write(`${service}: ${message}\n`);
    process.exitCode = 1;
  }
}
