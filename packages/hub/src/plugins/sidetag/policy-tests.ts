import { GenericError } from '@koji/common/errors';
import { permissionsOf, policyUser } from '../../policy/engine.ts';
import { policyTest } from '../../policy/policy-test.ts';
import { info } from '../../rpc/info.ts';
import { readTag } from '../../tags/build-config.ts';
import { isOwnedBy, isSideTag } from './side-tag.ts';

export const isSideTagTest = policyTest({
  name: 'is_sidetag',
  doc: 'The tag is a side tag.',
  prepare: () => async (call, facts) => {
    const tag = await readTag(call.db, info.read(facts.tag ?? null, 'tag'));
    return tag !== undefined && isSideTag(tag);
  },
});

const fieldsOf: { readonly [word: string]: readonly string[] } = { tag: ['tag'], fromtag: ['fromtag'], both: ['tag', 'fromtag'] };
export const isSideTagOwnerTest = policyTest({
  name: 'is_sidetag_owner',
  doc: 'The tag (or fromtag, or both) is a side tag of the user’s own.',
  prepare([word = 'tag', ...more]) {
    const fields = Object.hasOwn(fieldsOf, word) ? fieldsOf[word] : undefined;
    if (!fields || more.length > 0) throw new GenericError('is_sidetag_owner takes one of tag, fromtag and both');
    return async (call, facts) => {
      const user = await policyUser(call, facts);
      if (!user) return false;
      const isAdmin = call.session !== undefined && (await permissionsOf(call, call.session.user.id)).has('admin');
      for (const field of fields) {
        const key = facts[field] ?? null;
        const tag = key === null ? undefined : await readTag(call.db, info.read(key, field));
        if (!tag || !isSideTag(tag) || !(isOwnedBy(tag, user.id) || isAdmin)) return false;
      }
      return true;
    };
  },
});
