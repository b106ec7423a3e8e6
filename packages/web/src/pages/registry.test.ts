import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entries, findEntry } from './registry.ts';

const source = join(import.meta.dirname, '..');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(source, path), 'utf8') }));

const declared = files.flatMap(({ path, text }) =>
  [...text.matchAll(/^export const (\w+) = (page|formPage|action|feed)\(\{\s*name: '(\w*)'/gm)].map((match) => ({
    path,
    constant: match[1] as string,
    maker: match[2] as string,
    name: match[3] as string,
  })),
);

test('everything that is declared as a page, an action or a feed can be reached', () => {
  const kinds = { page: 'page', formPage: 'form', action: 'action', feed: 'feed' } as const;
  const known = entries.map(({ kind, name }) => `${kind} ${name}`).sort();
  expect(declared.map(({ maker, name }) => `${kinds[maker as keyof typeof kinds]} ${name}`).sort()).toEqual(known);
  expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
});

test('declarations are called as their address, and a page has a view beside it', () => {
  const views = new Set(files.map(({ path }) => path));
  for (const { path, constant, maker, name } of declared) {
    expect(constant).toBe(name === '' ? 'summary' : name);
    if (maker === 'page' || maker === 'formPage') expect(views).toContain(path.replace(/\.ts$/, '.view.tsx'));
  }
});

test('links and buttons lead to pages that exist', () => {
  const pattern = /\bhref\('(\w*)'|\baction="(\w+)"|\bfixed\('(\w*)'\)/g;
  const targets = files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map((match) => ({ path, name: match.slice(1).find((part) => part !== undefined) as string })),
  );
  expect(targets.length).toBeGreaterThan(40);
  const own = ['login', 'logout'];
  expect(targets.filter(({ name }) => !own.includes(name) && findEntry(name) === undefined)).toEqual([]);
});

test('an old address of the front page still leads there', () => {
  expect(findEntry('index')).toBe(findEntry(''));
  expect(findEntry('constructor')).toBeUndefined();
});
