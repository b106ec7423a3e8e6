import { GenericError, PreBuildError } from '@koji/common/errors';
import { readBuildKey, requireBuild } from '../builds/build-key.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { loggedIn, method, optional, param } from '../rpc/method.ts';
import { anything, int, isTruthy, nullable, struct, text } from '../rpc/shapes.ts';
import { listRpmsOfBuild } from '../rpms/queries.ts';
import { findTarget } from '../targets/queries.ts';
import { withNativeTimes } from '../tasks/native-times.ts';
import { optionsOrNone, readOptions, submit } from './submit.ts';

function assertMavenEnabled(call: Call): void {
  if (!call.config.enableMaven) throw new GenericError('Maven support not enabled');
}

export const mavenBuild = method({
  name: 'mavenBuild',
  doc: 'Build a Maven project from an SCM url for a target. Answers the task.',
  access: loggedIn,
  params: [
    param('url', text),
    param('target', anything),
    optional('opts', anything, null),
    optional('priority', nullable(int), null),
    optional('channel', nullable(info), 'maven'),
  ],
  run(call, { url, target, opts, priority, channel }) {
    assertMavenEnabled(call);
    return submit(call, { method: 'maven', params: [url, target, optionsOrNone(opts)], priority, channel });
  },
});
export const chainMaven = method({
  name: 'chainMaven',
  doc: 'Build Maven projects one after the other as they need each other. Answers the task.',
  access: loggedIn,
  params: [
    param('builds', struct),
    param('target', anything),
    optional('opts', anything, null),
    optional('priority', nullable(int), null),
    optional('channel', nullable(info), 'maven'),
  ],
  run(call, { builds, target, opts, priority, channel }) {
    assertMavenEnabled(call);
    return submit(call, { method: 'chainmaven', params: [builds, target, opts], priority, channel });
  },
});
export const wrapperRPM = method({
  name: 'wrapperRPM',
  doc: 'Wrap the files of a build into rpms, from a spec template at an SCM url. Answers the task.',
  access: loggedIn,
  params: [
    param('build', anything),
    param('url', text),
    param('target', info),
    optional('priority', nullable(int), null),
    optional('channel', text, 'maven'),
    optional('opts', anything, null),
  ],
  async run(call, { build: key, url, target: targetKey, priority, channel, opts }) {
    assertMavenEnabled(call);
    const build = await requireBuild(call.db, readBuildKey(key));
    const { repo_id: _ignored, ...options } = readOptions(opts);
    const mayHaveRpms = isTruthy(options.scratch) || isTruthy(options.create_build);
    if (!mayHaveRpms && (await listRpmsOfBuild(call.db, build.build_id)).length > 0)
      throw new PreBuildError(`wrapper rpms for ${build.nvr} have already been built`);
    const target = orFault(await findTarget(call.db, targetKey), `No such build target: ${targetKey}`);
    const params = [url, { ...target }, withNativeTimes(build), null, options];
    return submit(call, { method: 'wrapperRPM', params, priority, channel });
  },
});
