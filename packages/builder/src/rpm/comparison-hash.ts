import { createHash } from 'node:crypto';
import { type FieldValue, readField } from '@koji/common/rpm/fields';
import type { RpmFile } from '@koji/common/rpm/header';
import { type listTags, scalarTags } from '@koji/common/rpm/tags';

/** A value as Python's json module would write it with sorted keys. */
type Json = null | number | string | readonly Json[] | { readonly [key: string]: Json };

const tags = ['NAME', 'SUMMARY', 'DESCRIPTION', 'LICENSE', 'GROUP', 'URL', 'PREIN', 'POSTIN', 'PREUN', 'POSTUN'] as const;
const relations = ['CONFLICT', 'OBSOLETE', 'PROVIDE', 'REQUIRE'] as const;
const equalSense = 8;
const notInstalled = -1;

/**
 * A hash over what must be alike in noarch packages that were built on several arches: everything but sizes, times,
 * digests and link counts. The hub compares hashes of all builders of a build, so they follow one form to the byte.
 */
export function comparisonHash(rpm: RpmFile): string {
  const data = {
    CONFLICTS: readRelations(rpm, 'CONFLICT'),
    OBSOLETES: readRelations(rpm, 'OBSOLETE'),
    PROVIDES: withoutSelf(rpm, readRelations(rpm, 'PROVIDE')),
    REQUIRES: readRelations(rpm, 'REQUIRE'),
    files: readFiles(rpm),
    ignore: 'S5TN',
    // Tag numbers, all of one length, so that their order as text is their order.
    tags: Object.fromEntries(tags.map((name): [string, Json] => [String(scalarTags[name]), textOf(readField(rpm, name))])),
  };
  return createHash('sha256').update(pythonJson(data)).digest('hex');
}

type Relation = readonly [name: string, flags: number, version: string];

function readRelations(rpm: RpmFile, kind: (typeof relations)[number]): Relation[] {
  const names = texts(readField(rpm, `${kind}NAME`));
  const flags = numbers(readField(rpm, `${kind}FLAGS`));
  const versions = texts(readField(rpm, `${kind}VERSION`));
  return names.map((name, at): Relation => [name, flags[at] ?? 0, versions[at] ?? '']).sort(compareRelations);
}
function compareRelations(a: Relation, b: Relation): number {
  return compareTexts(a[0], b[0]) || a[1] - b[1] || compareTexts(a[2], b[2]);
}
function withoutSelf(rpm: RpmFile, provides: readonly Relation[]): Relation[] {
  const own = `${readField(rpm, 'VERSION')}-${readField(rpm, 'RELEASE')}`;
  const ownName = readField(rpm, 'NAME');
  return provides.filter(([name, flags, version]) => !(name === ownName && flags === equalSense && version === own));
}

function readFiles(rpm: RpmFile): { readonly [path: string]: Json } {
  const column = (name: keyof typeof listTags) => readField(rpm, name);
  const [modes, flags, devices] = [numbers(column('FILEMODES')), numbers(column('FILEFLAGS')), numbers(column('FILERDEVS'))];
  const [inodes, verify] = [numbers(column('FILEINODES')), numbers(column('FILEVERIFYFLAGS'))];
  const [users, groups] = [texts(column('FILEUSERNAME')), texts(column('FILEGROUPNAME'))];
  const entries = texts(column('FILENAMES')).map((path, at): [string, Json] => [
    path,
    // size, mode, mtime, flags, rdev, inode, nlink, state, verify flags, user, group, digest
    [
      null,
      modes[at] ?? 0,
      null,
      flags[at] ?? 0,
      devices[at] ?? 0,
      inodes[at] ?? 0,
      null,
      notInstalled,
      // A signed number there.
      (verify[at] ?? 0) | 0,
      users[at] ?? '',
      groups[at] ?? '',
      null,
    ],
  ]);
  return Object.fromEntries(entries);
}

function texts(value: FieldValue): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
function numbers(value: FieldValue): number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}
function textOf(value: FieldValue): Json {
  return value === null ? null : String(value);
}

/** The text of Python's `json.dumps(value, sort_keys=True)`. */
export function pythonJson(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value === 'number') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(pythonJson).join(', ')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => compareTexts(a, b));
  return `{${entries.map(([key, item]) => `${quoted(key)}: ${pythonJson(item)}`).join(', ')}}`;
}
function quoted(text: string): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replace(/[^ -~]/g, escaped);
}
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
/** By code points, as Python compares. */
function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
