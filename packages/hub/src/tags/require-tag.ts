import type { TagSettings } from '@koji/common/types/tag';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { readTag, type TagWithExtra } from './build-config.ts';
import { findTag, findTagId } from './queries.ts';

export async function requireTag(
  { db }: Pick<Call, 'db'>,
  key: number | string,
  event: number | null = null,
): Promise<TagSettings> {
  return orFault(await findTag(db, key, event), `No such tag: ${key}`);
}
/** As requireTag, with the tag's own extra settings. */
export async function requireFullTag(
  { db }: Pick<Call, 'db'>,
  key: number | string,
  event: number | null = null,
): Promise<TagWithExtra> {
  return orFault(await readTag(db, key, event), `No such tag: ${key}`);
}
/** The id of a tag that exists or once did. */
export async function requireTagId({ db }: Pick<Call, 'db'>, key: number | string): Promise<number> {
  return orFault(await findTagId(db, key), `No such tag: ${key}`).id;
}
