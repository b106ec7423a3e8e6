import { createHash } from 'node:crypto';
import { readField, readList } from './fields.ts';
import type { RpmFile } from './header.ts';

const tags = ['NAME', 'SUMMARY', 'DESCRIPTION', 'GROUP', 'LICENSE', 'URL', 'PREIN', 'POSTIN', 'PREUN', 'POSTUN'];
const relations = ['REQUIRE', 'PROVIDE', 'CONFLICT', 'OBSOLETE'];
/** Sizes, digests and times are left out: files made during a build may hold dates and the like. */
const fileFields = ['FILEMODES', 'FILERDEVS', 'FILEVERIFYFLAGS', 'FILEUSERNAME', 'FILEGROUPNAME', 'FILEFLAGS'];

/** What must be the same in a noarch rpm whatever machine built it, by what it describes. */
type Essence = ReadonlyMap<string, string>;

function essence(rpm: RpmFile): Essence {
  const facts = new Map<string, string>();
  for (const tag of tags) facts.set(tag, JSON.stringify(readField(rpm, tag)));
  const ownEvr = `${String(readField(rpm, 'VERSION'))}-${String(readField(rpm, 'RELEASE'))}`;
  for (const relation of relations) {
    const [versions, flags] = [readList(rpm, `${relation}VERSION`), readList(rpm, `${relation}FLAGS`)];
    for (const [at, name] of readList(rpm, `${relation}NAME`).entries()) {
      if (relation === 'PROVIDE' && name === readField(rpm, 'NAME') && versions[at] === ownEvr) continue;
      facts.set(`${relation} ${name} ${flags[at] ?? 0} ${versions[at] ?? ''}`, '');
    }
  }
  const columns = fileFields.map((field) => readList(rpm, field));
  for (const [at, name] of readList(rpm, 'FILENAMES').entries())
    facts.set(`FILE ${name}`, columns.map((column) => column[at] ?? '').join(' '));
  return facts;
}

/** Where two builds of the same noarch rpm differ though they should not, one line each; none when they agree. */
export function noarchDifferences(first: RpmFile, second: RpmFile): string[] {
  const [before, after] = [essence(first), essence(second)];
  const differences: string[] = [];
  for (const [what, value] of before) {
    if (!after.has(what)) differences.push(`removed ${what}`);
    else if (after.get(what) !== value) differences.push(`changed ${what}`);
  }
  for (const what of after.keys()) if (!before.has(what)) differences.push(`added ${what}`);
  return differences;
}

/** The same for two rpms that noarchDifferences finds no fault with. */
export function noarchHash(rpm: RpmFile): string {
  const facts = [...essence(rpm)].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
