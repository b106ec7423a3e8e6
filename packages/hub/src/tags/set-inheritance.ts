import { GenericError, ParameterError } from '@koji/common/errors';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { sql } from '../db/sql.ts';
import { insertVersioned, revokeRows } from '../db/versioned.ts';
import type { Call } from '../rpc/call.ts';
import { int, intOrDigits, isStruct, isTruthy, nullable } from '../rpc/shapes.ts';
import { findTag, type InheritanceLink, listParentLinks } from './queries.ts';

type LinkSettings = Pick<InheritanceLink, 'parent_id' | 'priority' | 'maxdepth' | 'intransitive' | 'noconfig' | 'pkg_filter'>;
type Change = { readonly remove: number } | { readonly set: LinkSettings };

/** Changes a tag's links to its parents; with clear, links that are not named go. Loops are not looked for. */
export async function setInheritance(call: Call, tagId: number, given: WireValue, clear: boolean): Promise<void> {
  const changes = (Array.isArray(given) ? given : [given]).map(readChange);
  const before = await listParentLinks(call.db, [tagId], null);
  const after = new Map<number, LinkSettings>(clear ? [] : before.map((link) => [link.parent_id, link]));
  for (const change of changes) {
    const parentId = 'remove' in change ? change.remove : change.set.parent_id;
    if (!(await findTag(call.db, parentId))) throw new GenericError(`Invalid parent tag: ${parentId}`);
    if ('remove' in change) after.delete(parentId);
    else after.set(parentId, change.set);
  }
  assertPrioritiesDiffer(after.values());
  for (const link of before) {
    const next = after.get(link.parent_id);
    if (next && isSame(link, next)) {
      after.delete(link.parent_id);
      continue;
    }
    await revokeRows(call, 'tag_inheritance', sql`tag_id = ${tagId} and parent_id = ${link.parent_id}`);
  }
  for (const { parent_id, priority, maxdepth, intransitive, noconfig, pkg_filter } of after.values()) {
    await insertVersioned(call, 'tag_inheritance', {
      tag_id: tagId,
      parent_id,
      priority,
      maxdepth,
      intransitive,
      noconfig,
      pkg_filter,
    });
  }
}

function readChange(link: WireValue): Change {
  if (!isStruct(link)) throw new ParameterError('inheritance links must be structs');
  const parentId = int.read(required(link, 'parent_id'), 'parent_id');
  if (isTruthy(link['delete link'])) return { remove: parentId };
  return {
    set: {
      parent_id: parentId,
      // Compatibility: `koji add-tag-inheritance --priority` sends what it was given, as text.
      priority: intOrDigits.read(required(link, 'priority'), 'priority'),
      maxdepth: nullable(int).read(required(link, 'maxdepth'), 'maxdepth'),
      intransitive: isTruthy(required(link, 'intransitive')),
      noconfig: isTruthy(required(link, 'noconfig')),
      pkg_filter: readText(link, 'pkg_filter'),
    },
  };
}
function required(link: WireStruct, field: string): WireValue {
  const value = link[field];
  if (value === undefined) throw new GenericError(`Missing ${field} in inheritance link`);
  return value;
}
function readText(link: WireStruct, field: string): string {
  const value = required(link, field);
  if (value === null) return '';
  if (typeof value !== 'string') throw new ParameterError(`Invalid type for ${field}: expected a string`);
  return value;
}

function assertPrioritiesDiffer(links: Iterable<LinkSettings>): void {
  const taken = new Map<number, number>();
  for (const { priority, parent_id } of links) {
    const other = taken.get(priority);
    if (other !== undefined)
      throw new GenericError(`Inheritance priorities must be unique (pri ${priority}: tags ${other} and ${parent_id})`);
    taken.set(priority, parent_id);
  }
}
function isSame(a: LinkSettings, b: LinkSettings): boolean {
  return (
    a.priority === b.priority &&
    a.maxdepth === b.maxdepth &&
    a.intransitive === b.intransitive &&
    a.noconfig === b.noconfig &&
    a.pkg_filter === b.pkg_filter
  );
}
