import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireOrSkip } from '@koji/common/testing/require-or-skip.fixture';
import { expect, test } from 'vitest';
import { chapters } from '../script/src/guide/chapters.ts';
import { missingPrograms } from '../script/src/guide/requirements.ts';
import { tablesOf } from '../script/src/guide/table.ts';
import { repository } from '../script/src/trial/layout.ts';
import { run } from './trial.fixture.ts';

test('Koji’s set-up guide holds from top to bottom, up to a build', async (context) => {
  const missing = await missingPrograms();
  requireOrSkip(missing.length === 0 ? undefined : `missing here, see script/bootstrap --test: ${missing.join(', ')}`, context);
  const { status, stdout, stderr } = await run(process.execPath, [join(repository, 'script/dist/guide.js')]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const count = chapters.flatMap(({ paragraphs }) => paragraphs).length;
  expect(stdout).toContain(`\n${count} paragraphs: `);
}, 600_000);

test('docs/setup-guide.md tells of every paragraph what the walk prints', () => {
  const text = readFileSync(join(repository, 'docs/setup-guide.md'), 'utf8');
  expect(text.slice(text.indexOf(`## ${chapters[0]!.title}`))).toBe(tablesOf(chapters));
});
