import { href } from '../../view/link.tsx';
import { action } from '../page.ts';

export const tagdelete = action({
  name: 'tagdelete',
  parse: (query) => ({ tagID: query.id('tagID') }),
  question: ({ tagID }) => `Delete tag ${tagID}?`,
  button: 'Delete the tag',
  async run({ hub }, { tagID }) {
    await hub.deleteTag(tagID);
    return href('tags');
  },
});
