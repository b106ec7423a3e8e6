import type { BuildConfig, TagReference, TagSettings } from '@koji/common/types/tag';
import type { WireStruct } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { groupBy } from '../db/group-by.ts';
import { orFault } from '../rpc/answers.ts';
import { type ExtraRow, findTag, listExtra, listExtraOf, listTagsById, parseExtra } from './queries.ts';
import { readInheritance } from './read-inheritance.ts';

export interface TagWithExtra extends TagSettings {
  extra: WireStruct;
}

/** A tag's own settings. */
export async function readTag(db: Db, key: number | string, event: number | null = null): Promise<TagWithExtra | undefined> {
  const tag = await findTag(db, key, event);
  return tag && { ...tag, extra: unblocked(await listExtra(db, tag.id, event)) };
}

function unblocked(rows: Iterable<Pick<ExtraRow, 'key' | 'value'>>): WireStruct {
  const extra: WireStruct = {};
  for (const { key, value } of rows) if (value !== null) extra[key] = parseExtra({ key, value });
  return extra;
}

/** What builds in a tag go by: its own arches and extra, completed from its ancestors (hub-behaviour.md §6). */
export async function readBuildConfig(db: Db, key: number | string, event: number | null): Promise<BuildConfig> {
  const tag = orFault(await findTag(db, key, event), `No such tag: ${key}`);
  const ancestors = (await readInheritance(db, tag.id, event)).filter((link) => !link.noconfig);
  const ids = [tag.id, ...new Set(ancestors.map((link) => link.parent_id))];
  const extras = groupBy(await listExtraOf(db, ids, event), (row) => row.tag_id);
  const settled = new Map<string, ExtraRow>((extras.get(tag.id) ?? []).map((row) => [row.key, row]));
  const sources: { [key: string]: TagReference } = {};
  for (const link of ancestors) {
    for (const row of extras.get(link.parent_id) ?? []) {
      if (settled.has(row.key)) continue;
      settled.set(row.key, row);
      // A key that arrives blocked has a source all the same.
      sources[row.key] = { id: link.parent_id, name: link.name };
    }
  }
  const donor = tag.arches === null ? await findArches(db, ids.slice(1), event) : undefined;
  return {
    ...tag,
    arches: donor?.arches ?? tag.arches,
    extra: unblocked(settled.values()),
    config_inheritance: { extra: sources, arches: donor ? { id: donor.id, name: donor.name } : null },
    ...(event === null ? {} : { query_event: event }),
  };
}

/** The nearest ancestor that names arches. */
async function findArches(db: Db, ancestors: readonly number[], event: number | null): Promise<TagSettings | undefined> {
  const byId = new Map((await listTagsById(db, ancestors, event)).map((tag) => [tag.id, tag]));
  return ancestors.map((id) => byId.get(id)).find((tag) => tag !== undefined && tag.arches !== null);
}
