import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../script/src/trial/layout.ts';

/** Folders and files of the hub from the ground up, as the table of docs/architecture.md has them. */
const levels: readonly (readonly string[])[] = readLevels();

function readLevels(): string[][] {
  const text = readFileSync(join(repository, 'docs/architecture.md'), 'utf8');
  return [...text.matchAll(/^\| \d+ \| (.*) \|$/gm)].map(([, places]) =>
    [...places!.matchAll(/`([^`]+)`/g)].map(([, place]) => place!.replace(/\/\*$/, '')),
  );
}
/** What each package may import of ours: values, and what only as a type. */
const directions: Readonly<Record<string, { readonly values: readonly string[]; readonly types: readonly string[] }>> = {
  common: { values: [], types: [] },
  hub: { values: ['common'], types: [] },
  builder: { values: ['common'], types: ['hub'] },
  kojira: { values: ['common'], types: ['hub'] },
  web: { values: ['common'], types: ['hub'] },
  cli: { values: ['common'], types: ['hub'] },
};
const forbiddenNames = ['utils', 'helpers', 'misc', 'common', 'manager', 'base'];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

const sources = Object.keys(directions).flatMap((name) => {
  const directory = join(repository, 'packages', name, 'src');
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join(directory, path));
});

function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8');
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[\w*{},\s]+?\s+from\s+)?'([^']+)'/gm)];
  const dynamic = [...text.matchAll(/\bimport\('([^']+)'\)/g)].map((match): [undefined, string] => [undefined, match[1]!]);
  return [...statements.map((match): [string | undefined, string] => [match[1], match[2]!]), ...dynamic].map(([type, to]) => ({
    from: path,
    to,
    isType: type !== undefined,
  }));
}
const imports = sources.flatMap(importsOf);

const packageOf = (path: string) => relative(join(repository, 'packages'), path).split('/')[0] as string;
const isTest = (path: string) => /\.(test|fixture)\.tsx?$/.test(path);

test('packages import of each other only what the architecture allows', () => {
  const wrong = imports.filter(({ from, to, isType }) => {
    const target = /^@koji\/([a-z]+)/.exec(to)?.[1];
    const own = packageOf(from);
    if (target === undefined || target === own) return false;
    const { values, types } = directions[own]!;
    return !values.includes(target) && !(isType && types.includes(target) && to === `@koji/${target}/api`);
  });
  expect(wrong.filter(({ from }) => !isTest(from)).map(describeImport)).toEqual([]);
});

test('no package reaches into another by a path', () => {
  const wrong = imports.filter(
    ({ from, to }) => to.startsWith('.') && packageOf(join(dirname(from), to)) !== packageOf(from) && !isTest(from),
  );
  expect(wrong.map(describeImport)).toEqual([]);
});

const hubSource = join(repository, 'packages/hub/src');
/** The file where the table has it, else its folder. */
const placeOf = (path: string) => {
  const file = relative(hubSource, path);
  return levels.flat().includes(file) ? file : file.split('/')[0]!;
};
const levelOf = (place: string) => levels.findIndex((level) => level.includes(place));
const withinHub = imports
  .filter(({ from, to }) => packageOf(from) === 'hub' && to.startsWith('.') && !isTest(from))
  .map((each) => ({ ...each, source: placeOf(each.from), target: placeOf(join(dirname(each.from), each.to)) }))
  .filter(({ source, target }) => source !== target && source !== 'testing');

test('every folder of the hub has a level, and every level is of something', () => {
  const places = new Set(sources.filter((path) => packageOf(path) === 'hub' && !isTest(path)).map(placeOf));
  places.delete('testing');
  expect(levels.flat().sort()).toEqual([...places].sort());
});

test('no domain of the hub imports from a higher level', () => {
  expect(
    withinHub.filter(({ source, target, isType }) => !isType && levelOf(target) > levelOf(source)).map(describeImport),
  ).toEqual([]);
});

test("no domain of the hub imports another one's methods", () => {
  expect(withinHub.filter(({ source, to }) => source !== 'api.ts' && /(^|-)methods\.ts$/.test(to)).map(describeImport)).toEqual(
    [],
  );
});

test('no files import each other in a circle', () => {
  const next = new Map<string, string[]>();
  for (const { from, to, isType } of imports) {
    if (isType || !to.startsWith('.')) continue;
    next.set(from, [...(next.get(from) ?? []), join(dirname(from), to)]);
  }
  const finished = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) circles.push([...path.slice(start), file].map((each) => relative(repository, each)).join(' → '));
    if (start >= 0 || finished.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    finished.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  expect(circles).toEqual([]);
});

test('what is there for tests is imported by tests alone', () => {
  const isSupport = (path: string) => isTest(path) || path.includes('/src/testing/');
  const wrong = imports.filter(({ from, to }) => {
    const target = to.startsWith('.') ? join(dirname(from), to) : to.replace(/^@koji\/common\//, '/common/src/');
    return !isSupport(from) && (to === 'vitest' || isSupport(target));
  });
  expect(wrong.map(describeImport)).toEqual([]);
});

test('selects with an effect that PostgreSQL does not refuse to readers are run, not read, as reads may go over another connection', () => {
  const effect = /\.(?:rows?|value|stream)(?:<[^(]*>)?\(\s*sql`[^`]*\b(?:pg_notify|set_config|pg_\w*advisory\w*)\(/;
  const hub = sources.filter((path) => packageOf(path) === 'hub' && !isTest(path));
  expect(effect.test('await db.value<boolean>(sql`select pg_try_advisory_xact_lock(1)`)')).toBe(true);
  expect(hub.filter((path) => effect.test(readFileSync(path, 'utf8')))).toEqual([]);
});

test('every test that docs/security.md names is there', () => {
  const named = [...readFileSync(join(repository, 'docs/security.md'), 'utf8').matchAll(/`([^`]*test\.ts)`/g)].map(
    ([, name]) => name!,
  );
  const tests = [...sources, ...readdirSync(join(repository, 'test')).map((name) => join(repository, 'test', name))];
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !tests.some((path) => path.endsWith(`/${name}`)))).toEqual([]);
});

test('no file has a name that says nothing', () => {
  expect(sources.filter((path) => forbiddenNames.includes(basename(path).replace(/\..*$/, '')))).toEqual([]);
});

function describeImport({ from, to }: Import): string {
  return `${relative(repository, from)} imports ${to}`;
}
