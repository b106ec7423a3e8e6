import { href } from '../../view/link.tsx';
import { formPage } from '../page.ts';
import { readTagFields } from './tag-fields.ts';
import { type TagFormData, tagForm } from './tag-form.view.tsx';

export const tagcreate = formPage({
  name: 'tagcreate',
  section: 'tags',
  parse: () => ({}),
  async load(hub): Promise<TagFormData> {
    const [permissions, maven] = await hub.read((hub) => [hub.getAllPerms(), hub.mavenEnabled()]);
    return { tag: undefined, permissions, maven };
  },
  title: () => 'New tag',
  view: tagForm,
  async submit({ hub }, fields) {
    const { name, ...settings } = readTagFields(fields);
    return href('taginfo', { tagID: await hub.createTag(name, settings) });
  },
});
