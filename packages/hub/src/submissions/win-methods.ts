import { GenericError } from '@koji/common/errors';
import { assertPolicy } from '../policy/engine.ts';
import { orFault } from '../rpc/answers.ts';
import { info } from '../rpc/info.ts';
import { loggedIn, method, optional, param } from '../rpc/method.ts';
import { anything, int, nullable, text } from '../rpc/shapes.ts';
import { findTarget } from '../targets/queries.ts';
import { optionsOrNone, submit } from './submit.ts';

export const winBuild = method({
  name: 'winBuild',
  doc: 'Build for Windows in a virtual machine, from an SCM url for a target. Answers the task.',
  access: loggedIn,
  params: [
    param('vm', text),
    param('url', text),
    param('target', info),
    optional('opts', anything, null),
    optional('priority', nullable(int), null),
    optional('channel', nullable(info), 'vm'),
  ],
  async run(call, { vm, url, target: key, opts, priority, channel }) {
    if (!call.config.enableWin) throw new GenericError('Windows support not enabled');
    const target = orFault(await findTarget(call.db, key), `No such build target: ${key}`);
    await assertPolicy(call, 'vm', { vm_name: vm, tag: target.dest_tag });
    return submit(call, { method: 'winbuild', params: [vm, url, key, optionsOrNone(opts)], priority, channel });
  },
});
