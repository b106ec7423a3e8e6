import { Interrupt } from './interrupt.ts';
import { streamOutput } from './output/output.ts';
import { programName, runKoji } from './program.ts';

const interrupt = new Interrupt();
process.once('SIGINT', () => {
  // A second ctrl-C ends the last words too.
  process.once('SIGINT', () => process.exit(1));
  void interrupt.happen();
});
// What a stopped command still waits for must not keep the process alive.
void interrupt.happened.then(() => setTimeout(() => process.exit(1), 1000).unref());

process.exitCode = await runKoji(programName(process.argv[1]), process.argv.slice(2), streamOutput(process), interrupt);
