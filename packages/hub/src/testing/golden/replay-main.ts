import { parseArgs } from 'node:util';
import { startRecordedHub } from './recorded-hub.ts';
import { listScenarios, readScenario } from './records.ts';
import { replay, type StepReport } from './replay.ts';

const usage = `usage: replay-main.js [--verbose] [SCENARIO...]

Replays recorded conversations (all, or the named ones such as 20_tags) against this hub and prints every step that
differs. A step can be named too: 20_tags/getTag.3 replays up to it and shows only that one.

  -v, --verbose   the parameters and both whole answers
  -s, --summary   only the counts

KOJI_TEST_POSTGRES must name a PostgreSQL cluster in which databases may be made, as
postgresql://koji@127.0.0.1:5433/postgres. KOJI_TEST_LOG=debug shows what the hub says.
`;

interface Options {
  readonly verbose: boolean;
  readonly summary: boolean;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      verbose: { type: 'boolean', short: 'v', default: false },
      summary: { type: 'boolean', short: 's', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    write(usage);
    return;
  }
  if (process.env.KOJI_TEST_POSTGRES === undefined) throw new Error(`KOJI_TEST_POSTGRES is not set\n\n${usage}`);
  const total = { passed: 0, steps: 0 };
  for (const wanted of positionals.length > 0 ? positionals : listScenarios()) {
    const [scenario, step] = wanted.split('/') as [string, string?];
    const { passed, steps } = await replayScenario(scenario, step, values);
    total.passed += passed;
    total.steps += steps;
  }
  write(`all: ${total.passed} of ${total.steps} steps pass\n`);
  if (total.passed < total.steps) process.exitCode = 1;
}

async function replayScenario(
  scenario: string,
  onlyStep: string | undefined,
  options: Options,
): Promise<{ passed: number; steps: number }> {
  await using hub = await startRecordedHub();
  const records = readScenario(scenario);
  const last = onlyStep === undefined ? records.length : records.findIndex((record) => record.step === onlyStep) + 1;
  let passed = 0;
  for await (const report of replay(records.slice(0, last), hub)) {
    if (report.differences.length === 0) passed++;
    const isWanted = onlyStep === undefined ? report.differences.length > 0 && !options.summary : report.record.step === onlyStep;
    if (isWanted) write(describe(report, options));
  }
  write(`${scenario}: ${passed} of ${last} steps pass\n`);
  return { passed, steps: last };
}

function describe({ record, differences, got }: StepReport, { verbose }: Options): string {
  const call = record.op === 'call' ? (record.method ?? '') : record.op;
  const lines = [
    `${record.scenario}/${record.step} (${call} as ${record.as}): ${differences.length === 0 ? 'passes' : 'differs'}`,
  ];
  if (verbose)
    lines.push(
      `    params   ${JSON.stringify(record.params ?? record.path ?? record.body)} ${record.kwargs ? JSON.stringify(record.kwargs) : ''}`,
    );
  const shown = verbose ? differences : differences.slice(0, 8);
  lines.push(...shown.map(({ path, problem }) => `    ${path}: ${problem}`));
  if (shown.length < differences.length) lines.push(`    … and ${differences.length - shown.length} more`);
  if (verbose)
    lines.push(
      `    expected ${record.faultCode === undefined ? JSON.stringify(record.result) : `fault ${record.faultCode}`}`,
      `    got      ${got}`,
    );
  return `${lines.join('\n')}\n`;
}

function write(text: string): void {
  process.stdout.write(text);
}

await main();
