import { method, optional, param, permitted } from '../../rpc/method.ts';
import { anything, int, nullable } from '../../rpc/shapes.ts';
import { submit } from '../../submissions/submit.ts';

export const dudBuild = method({
  name: 'dudBuild',
  doc: 'Make a driver update disk of packages. Answers the task.',
  access: permitted('image'),
  params: [
    param('dud_name', anything),
    param('dud_version', anything),
    param('arches', anything),
    param('target', anything),
    param('pkg_list', anything),
    optional('optional_arches', anything, null),
    optional('scratch', anything, false),
    optional('alldeps', anything, false),
    optional('scmurl', anything, null),
    optional('priority', nullable(int), null),
  ],
  run(call, { dud_name, dud_version, arches, target, pkg_list, optional_arches, scratch, alldeps, scmurl, priority }) {
    const opts = { scratch, alldeps, scmurl, optional_arches };
    return submit(call, {
      method: 'dudBuild',
      params: [dud_name, dud_version, arches, target, pkg_list, opts],
      priority,
      channel: 'image',
    });
  },
});
