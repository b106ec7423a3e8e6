import { spawnSync } from 'node:child_process';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startVitest, type TestCase, type Vitest } from 'vitest/node';
import { repository } from './trial/layout.ts';

const usage = `Usage: script/test [FOLDER or FILE ...]

Without arguments: formatting, lint, types, then every test, each on services of its own. With arguments: the tests below them alone.
The last line counts what passed, failed and was skipped; the exit status is 0 when nothing failed.
`;

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

/** Quick checks that need no service: name to command line. */
const checks: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'format and lint': ['node_modules/.bin/biome', 'check', '.'],
  types: ['node_modules/.bin/tsc', '-b'],
};

function runChecks(): Count {
  const failed = Object.entries(checks).filter(([name, [program, ...args]]) => {
    process.stdout.write(`${name}: ${[program, ...args].join(' ')}\n`);
    return spawnSync(program, args, { cwd: repository, stdio: ['ignore', 'inherit', 'inherit'] }).status !== 0;
  });
  for (const [name] of failed) process.stdout.write(`FAILED ${name}\n`);
  return { passed: Object.keys(checks).length - failed.length, failed: failed.length, skipped: [] };
}

async function runTests(filters: readonly string[]): Promise<Count> {
  const vitest = await startVitest('test', [...filters], {
    root: repository,
    watch: false,
    reporters: ['default'],
    passWithNoTests: true,
  });
  const count = countTests(vitest);
  await vitest.close();
  return count;
}

function countTests(vitest: Vitest): Count {
  const modules = vitest.state.getTestModules();
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: string) => tests.filter((test) => test.result().state === state);
  // A file that cannot be loaded and an error outside any test have no test to count.
  const broken = modules.filter((module) => module.errors().length > 0).length + vitest.state.getUnhandledErrors().length;
  return {
    passed: inState('passed').length,
    failed: inState('failed').length + broken,
    skipped: inState('skipped').map(describeSkipped),
  };
}

function describeSkipped(test: TestCase): string {
  const result = test.result();
  const reason = result.state === 'skipped' ? result.note : undefined;
  return `${relative(repository, test.module.moduleId)}: ${reason ?? `no reason given: ${test.fullName}`}`;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const filters = positionals.map((path) => relative(repository, resolve(path)));
  const counts = [...(filters.length === 0 ? [runChecks()] : []), await runTests(filters)];
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  const skipped = counts.flatMap((count) => count.skipped);
  // A file's tests that share a reason share a line.
  for (const line of new Set(skipped)) process.stdout.write(`skipped: ${line}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

await main();
