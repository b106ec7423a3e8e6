import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type AnyCommand, categories } from '../command.ts';
import { commandHelp } from '../help/command-help.ts';
import { commands } from './catalogue.ts';
import { loadSummaries } from './summaries.ts';

const files = Object.keys(categories).flatMap((category) =>
  readdirSync(new URL(`./${category}/`, import.meta.url))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({ category, word: name.slice(0, -'.ts'.length) })),
);

test('every file is in the catalogue and everything in the catalogue has a file', () => {
  expect(Object.keys(commands)).toEqual(files.map(({ word }) => word).sort());
});

test('every command has the name and the category of its file, and a help of its own', async () => {
  for (const { category, word } of files) {
    const command = await commands[word as keyof typeof commands]();
    expect({ name: command.name, category: command.category }).toEqual({ name: word, category });
    expect(command.summary).not.toBe('');
    expect(commandHelp('koji', command)).toContain(`Usage: koji ${word}`);
  }
});

test('no word means two commands', async () => {
  const words = (await loadSummaries()).flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
});

test('no flag of a command is declared twice', async () => {
  for (const load of Object.values(commands)) {
    const { name, flags }: AnyCommand = await load();
    const names = Object.values(flags).flatMap(({ spellings }) => spellings.flatMap((spelling) => spelling.names));
    expect({ name, twice: names.filter((flag, i) => names.indexOf(flag) !== i) }).toEqual({ name, twice: [] });
  }
});
