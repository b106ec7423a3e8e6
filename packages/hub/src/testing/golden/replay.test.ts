import { expect, test } from 'vitest';
import { startRecordedHub } from './recorded-hub.ts';
import { listScenarios, readKnownFailures, readScenario } from './records.ts';
import { replay, type StepReport } from './replay.ts';

const knownFailures = readKnownFailures();

test.each(listScenarios())('the recorded conversation %s goes as it went', { timeout: 180_000 }, async (scenario) => {
  await using hub = await startRecordedHub();
  const failed: StepReport[] = [];
  for await (const report of replay(readScenario(scenario), hub)) if (report.differences.length > 0) failed.push(report);
  const known = new Set(knownFailures[scenario] ?? []);
  expect(failed.filter(({ record }) => !known.has(record.step)).map(describe)).toEqual([]);
  const passing = [...known].filter((step) => !failed.some(({ record }) => record.step === step));
  expect(passing, 'these steps pass now: take them out of known-failures.json').toEqual([]);
});

function describe({ record, differences }: StepReport): string {
  return `${record.step}: ${differences
    .slice(0, 5)
    .map(({ path, problem }) => `${path}: ${problem}`)
    .join('; ')}`;
}
