import type { Db } from '../../db/database.ts';
import type { ListQuery } from '../../db/query-options.ts';
import { allOf, sql, when } from '../../db/sql.ts';

/** Side tags; `user_id` is answered as text, as the tag's extra value holds it. */
export function sideTagsQuery(filter: { readonly baseTagId: number | null; readonly userId: number | null }): ListQuery {
  return {
    columns: { id: sql`tag.id`, name: sql`tag.name`, user_id: sql`owner.value`, user_name: sql`users.name` },
    from: sql`
      from tag
      join tag_extra mark on mark.tag_id = tag.id and mark.active = true and mark.key = 'sidetag' and mark.value = 'true'
      join tag_extra owner on owner.tag_id = tag.id and owner.active = true and owner.key = 'sidetag_user_id'
      left join users on users.id::text = owner.value`,
    where: allOf([
      when(filter.userId, (id) => sql`owner.value = ${String(id)}`),
      when(
        filter.baseTagId,
        (id) => sql`exists (select 1 from tag_inheritance where tag_id = tag.id and parent_id = ${id} and active = true)`,
      ),
    ]),
    defaultOrder: sql`tag.id`,
  };
}
export async function countSideTags(db: Db, userId: number): Promise<number> {
  return (
    (await db.value<number>(
      sql`select count(*) from tag_extra where key = 'sidetag_user_id' and value = ${String(userId)} and active = true`,
    )) ?? 0
  );
}
/** The id that the next side tag gets. */
export async function reserveTagId(db: Db): Promise<number> {
  // Compatibility: their ids, which their names show, go up by two.
  await db.value(sql`select nextval('tag_id_seq')`);
  return (await db.value<number>(sql`select nextval('tag_id_seq')::int`)) as number;
}
export async function insertTagName(db: Db, id: number, name: string): Promise<void> {
  await db.run(sql`insert into tag (id, name) values (${id}, ${name}) on conflict (name) do nothing`);
}
export async function hasBuilds(db: Db, tagId: number): Promise<boolean> {
  return (await db.row(sql`select 1 from tag_listing where tag_id = ${tagId} and active = true limit 1`)) !== undefined;
}
