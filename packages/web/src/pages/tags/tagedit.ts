import { href } from '../../view/link.tsx';
import { formPage } from '../page.ts';
import { found } from '../problems.ts';
import { readTagFields } from './tag-fields.ts';
import { type TagFormData, tagForm } from './tag-form.view.tsx';

export const tagedit = formPage({
  name: 'tagedit',
  section: 'tags',
  parse: (query) => ({ tagID: query.id('tagID') }),
  async load(hub, { tagID }): Promise<TagFormData> {
    const [tag, permissions, maven] = await hub.read((hub) => [hub.getTag(tagID), hub.getAllPerms(), hub.mavenEnabled()]);
    return { tag: found(tag, 'tag', tagID), permissions, maven };
  },
  title: ({ tag }) => `Edit ${tag?.name}`,
  view: tagForm,
  async submit({ hub }, fields) {
    const tagID = fields.id('tagID');
    await hub.editTag2(tagID, readTagFields(fields));
    return href('taginfo', { tagID });
  },
});
