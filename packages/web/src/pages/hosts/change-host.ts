import { href } from '../../view/link.tsx';
import { action } from '../page.ts';

export const enablehost = action({
  name: 'enablehost',
  parse: (query) => query.id('hostID'),
  question: (id) => `Let host ${id} take tasks again?`,
  button: 'Enable',
  async run(session, id) {
    await session.hub.enableHost(id);
    return href('hostinfo', { hostID: id });
  },
});

export const disablehost = action({
  name: 'disablehost',
  parse: (query) => query.id('hostID'),
  question: (id) => `Keep host ${id} from taking tasks? What it is working on goes on.`,
  button: 'Disable',
  async run(session, id) {
    await session.hub.disableHost(id);
    return href('hostinfo', { hostID: id });
  },
});
