import { href } from '../../view/link.tsx';
import { action } from '../page.ts';

export const activesessiondelete = action({
  name: 'activesessiondelete',
  parse: (query) => ({ sessionID: query.id('sessionID') }),
  question: ({ sessionID }) => `End session ${sessionID}?`,
  button: 'End the session',
  async run({ hub }, { sessionID }) {
    await hub.logout({ session_id: sessionID });
    return href('activesession');
  },
});
