import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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

test('declarations are called as their address', () => {
  for (const { constant, name } of declared) expect(constant).toBe(name === '' ? 'summary' : name);
});

test('a page has a view beside it: its own, or that of a form with two uses', () => {
  const hasView = ({ path, maker }: (typeof declared)[number]) => {
    const text = files.find((file) => file.path === path)?.text ?? '';
    const views = [...text.matchAll(/ from '\.\/([\w-]+)\.view\.tsx';/g)].map(([, view]) => view as string);
    return views.includes(basename(path, '.ts')) || (maker === 'formPage' && views.some((view) => view.endsWith('-form')));
  };
  const pages = declared.filter(({ maker }) => maker === 'page' || maker === 'formPage');
  expect(pages.filter((declaration) => !hasView(declaration))).toEqual([]);
});

test('no view is left that nothing draws', () => {
  const views = files.flatMap(({ path }) => path.match(/\/([\w-]+\.view\.tsx)$/)?.[1] ?? []);
  expect(views.length).toBeGreaterThan(40);
  expect(views.filter((view) => !files.some(({ text }) => text.includes(`/${view}';`)))).toEqual([]);
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
