import { info } from '../rpc/info.ts';
import { loggedIn, method, optional, param } from '../rpc/method.ts';
import { anything, int, list, nullable, text } from '../rpc/shapes.ts';
import { optionsOrNone, submit } from './submit.ts';

export const build = method({
  name: 'build',
  doc: 'Build an rpm package from an uploaded source rpm or an SCM url for a target. Answers the task.',
  access: loggedIn,
  params: [
    param('src', text),
    param('target', anything),
    optional('opts', anything, null),
    optional('priority', nullable(int), null),
    optional('channel', nullable(info), null),
  ],
  run: (call, { src, target, opts, priority, channel }) =>
    submit(call, { method: 'build', params: [src, target, optionsOrNone(opts)], priority, channel }),
});
export const chainBuild = method({
  name: 'chainBuild',
  doc: 'Build lists of packages one list after the other, each with what the ones before brought. Answers the task.',
  access: loggedIn,
  params: [
    param('srcs', list),
    param('target', anything),
    optional('opts', anything, null),
    optional('priority', nullable(int), null),
    optional('channel', nullable(info), null),
  ],
  run: (call, { srcs, target, opts, priority, channel }) =>
    submit(call, { method: 'chainbuild', params: [srcs, target, optionsOrNone(opts)], priority, channel }),
});
