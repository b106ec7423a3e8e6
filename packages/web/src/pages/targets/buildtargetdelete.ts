import { href } from '../../view/link.tsx';
import { action } from '../page.ts';

export const buildtargetdelete = action({
  name: 'buildtargetdelete',
  parse: (query) => ({ targetID: query.id('targetID') }),
  question: ({ targetID }) => `Delete build target ${targetID}?`,
  button: 'Delete the target',
  async run({ hub }, { targetID }) {
    await hub.deleteBuildTarget(targetID);
    return href('buildtargets');
  },
});
