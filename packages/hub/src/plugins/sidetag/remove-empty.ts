import { GenericError } from '@koji/common/errors';
import type { Hooks } from '../../hooks/hooks.ts';
import { isInt32 } from '../../rpc/shapes.ts';
import { readTag } from '../../tags/build-config.ts';
import { hasBuilds } from './queries.ts';
import { isSideTag, removeSideTag } from './side-tag.ts';

/** Removes a side tag when its last build leaves. One whose target was changed stays. */
export function subscribeRemoveEmpty(hooks: Hooks): void {
  hooks.on('post', 'Untag', async ({ tag }, call) => {
    const id: unknown = 'id' in tag ? tag.id : undefined;
    const found = isInt32(id) ? await readTag(call.db, id) : undefined;
    if (!found || !isSideTag(found) || (await hasBuilds(call.db, found.id))) return;
    try {
      await call.db.savepoint(() => removeSideTag(call, found));
    } catch (err) {
      if (!(err instanceof GenericError)) throw err;
      call.log.warn({ err, tag: found.name }, 'an empty side tag was not removed');
    }
  });
}
