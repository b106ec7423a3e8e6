import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { AnyCommand } from '../command.ts';
import { commands } from './catalogue.ts';

/** What existing scripts may rely on: commands by category, their other names, and their flags. */
const promised = readFileSync(new URL('./interface.txt', import.meta.url), 'utf8');

test('the commands and their flags are those that interface.txt promises', async () => {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  expect(all.map(describeCommand).join('')).toBe(promised);
});

function describeCommand({ name, aliases = [], category, flags }: AnyCommand): string {
  // Greetings in many languages are no interface.
  const others = aliases.length === 0 || name === 'moshimoshi' ? '' : ` (${aliases.join(', ')})`;
  const lines = Object.values(flags)
    .flatMap(({ spellings }) => spellings)
    .filter(({ hidden }) => !hidden)
    .map(({ names, metavar }) => `    ${[...names].sort().join(', ')}${metavar === undefined ? '' : ' VALUE'}\n`);
  return `${name} [${category}]${others}\n${lines.sort().join('')}`;
}
