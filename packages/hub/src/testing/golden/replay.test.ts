import { expect, test } from 'vitest';
import { startRecordedHub } from './recorded-hub.ts';
import { listScenarios, readScenario } from './records.ts';
import { replay, type StepReport } from './replay.ts';

test.each(listScenarios())('the recorded conversation %s goes as it went', { timeout: 180_000 }, async (scenario) => {
  await using hub = await startRecordedHub();
  const failed: StepReport[] = [];
  for await (const report of replay(readScenario(scenario), hub)) if (report.differences.length > 0) failed.push(report);
  expect(failed.map(describe)).toEqual([]);
});

function describe({ record, differences }: StepReport): string {
  const problems = differences.slice(0, 5).map(({ path, problem }) => `${path}: ${problem}`);
  return `${record.step}: ${problems.join('; ')}`;
}
