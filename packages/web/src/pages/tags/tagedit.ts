import type { Tag } from '@koji/common/types/tag';
import type { Permission } from '@koji/common/types/user';
import { formPage } from '../page.ts';
import { found } from '../problems.ts';
import { readTagFields } from './tag-fields.ts';
import { type TagFormData, tagForm } from './tag-form.view.tsx';

export const tagedit = formPage({
  name: 'tagedit',
  section: 'tags',
  parse: (query) => ({ tagID: query.id('tagID') }),
  async load(hub, { tagID }): Promise<TagFormData> {
    const [tag, permissions] = await hub.read((hub) => [hub.getTag(tagID), hub.getAllPerms()]);
    return { tag: found(tag as Tag | null, 'tag', tagID), permissions: permissions as Permission[] };
  },
  title: ({ tag }) => `Edit ${tag?.name}`,
  view: tagForm,
  async submit({ hub }, fields) {
    const tagID = fields.id('tagID');
    await hub.editTag2(tagID, readTagFields(fields));
    return `taginfo?tagID=${tagID}`;
  },
});
