import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { expect, test } from 'vitest';
import { testKoji } from '../testing/run-koji.fixture.ts';

const plugin = `
export function commands({ command, exactly, toggle }) {
  return [
    command({
      name: 'paint',
      category: 'misc',
      summary: 'Paint a tag',
      usage: '[options] <tag>',
      login: 'anonymous',
      args: exactly(1),
      flags: { twice: toggle('--twice', 'two coats') },
      async run({ hub, out }, [tag], { twice }) {
        out.line(\`\${(await hub.getTag(tag)).name} is painted \${twice ? 'twice' : 'once'}\`);
      },
    }),
  ];
}
`;

test('plugins bring commands, which help and argument checks know', async () => {
  await using directory = await temporaryDirectory();
  writeFileSync(join(directory.path, 'paint.mjs'), plugin);
  await using koji = await testKoji({ getTag: () => ({ id: 1, name: 'f40' }) });
  const run = (...words: string[]) => koji.run(`--plugin-paths=${directory.path}`, ...words);
  expect((await run('paint', '--twice', 'f40')).stdout).toBe('f40 is painted twice\n');
  expect((await run('help', 'misc')).stdout).toMatch(/^ {8}paint +Paint a tag$/m);
  expect((await run('paint')).status).toBe(2);
});

test.each([
  ['is no plugin', 'export const x = 1;', 'exports no function'],
  ['does not load', 'throw new Error("too old");', 'cannot be loaded: too old'],
])('a file that %s is refused by name', async (_what, content, reason) => {
  await using directory = await temporaryDirectory();
  writeFileSync(join(directory.path, 'other.mjs'), content);
  await using koji = await testKoji();
  const { status, stderr } = await koji.run(`--plugin-paths=${directory.path}`, 'paint');
  expect(status).toBe(1);
  expect(stderr).toContain(`other.mjs ${reason}`);
});
