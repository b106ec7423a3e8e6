import { info } from '../rpc/info.ts';
import { builder, method, optional, param } from '../rpc/method.ts';
import { flag, int, nullable, struct, text } from '../rpc/shapes.ts';
import { finishRepo } from './finish-repo.ts';
import { initRepo } from './init-repo.ts';
import { moveDistRepo } from './move-dist-repo.ts';
import { lenientRepoOptions } from './repo-options.ts';

export const repoInit = method({
  name: 'host.repoInit',
  doc: 'Begin a repository of a tag, now or at an event: its record and package lists. Answers [id, event].',
  access: builder,
  params: [
    param('tag', info),
    optional('task_id', nullable(int), null),
    optional('event', nullable(int), null),
    optional('opts', nullable(lenientRepoOptions), null),
  ],
  run: (call, { tag, task_id, event, opts }) => initRepo(call, { tag, taskId: task_id, event, opts: opts ?? {} }),
});
export const repoDone = method({
  name: 'host.repoDone',
  doc: 'End a repository with the uploaded metadata, {arch: [uploadpath, [file, ...]]}. It is ready then.',
  access: builder,
  params: [
    param('repo_id', int),
    param('data', struct),
    optional('expire', flag, false),
    optional('repo_json_updates', nullable(struct), null),
  ],
  async run(call, { repo_id, data, expire, repo_json_updates }) {
    await finishRepo(call, repo_id, data, { expire, updates: repo_json_updates });
    return null;
  },
});
export const distRepoMove = method({
  name: 'host.distRepoMove',
  doc: 'Put one arch of a dist repository into place: uploaded metadata and links to the rpms it names.',
  access: builder,
  params: [param('repo_id', int), param('uploadpath', text), param('arch', text)],
  async run(call, { repo_id, uploadpath, arch }) {
    await moveDistRepo(call, repo_id, uploadpath, arch);
    return null;
  },
});
