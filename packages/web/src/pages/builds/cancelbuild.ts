import { href } from '../../view/link.tsx';
import { action } from '../page.ts';

export const cancelbuild = action({
  name: 'cancelbuild',
  parse: (query) => ({ buildID: query.id('buildID') }),
  question: ({ buildID }) => `Cancel build ${buildID} and its tasks?`,
  button: 'Cancel the build',
  async run({ hub }, { buildID }) {
    await hub.cancelBuild(buildID, { strict: true });
    return href('buildinfo', { buildID });
  },
});
