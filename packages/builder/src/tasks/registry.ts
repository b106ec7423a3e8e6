import { build } from './build/build.ts';
import { buildArch } from './build-arch/build-arch.ts';
import { buildNotification } from './build-notification/build-notification.ts';
import { buildSRPMFromSCM } from './build-srpm-from-scm/build-srpm-from-scm.ts';
import { chainbuild } from './chain-build/chain-build.ts';
import { createrepo } from './createrepo/createrepo.ts';
import { defaultTask } from './default/default.ts';
import { dependantTask } from './dependant-task/dependant-task.ts';
import { fork } from './fork/fork.ts';
import { newRepo } from './new-repo/new-repo.ts';
import { rebuildSRPM } from './rebuild-srpm/rebuild-srpm.ts';
import { restart } from './restart/restart.ts';
import { restartHosts } from './restart-hosts/restart-hosts.ts';
import { restartVerify } from './restart-verify/restart-verify.ts';
import { shutdown } from './shutdown/shutdown.ts';
import { sleepTask } from './sleep/sleep.ts';
import { someMethod } from './some-method/some-method.ts';
import { subtask } from './subtask/subtask.ts';
import { tagBuild } from './tag-build/tag-build.ts';
import { tagNotification } from './tag-notification/tag-notification.ts';
import type { TaskDefinition } from './task.ts';
import { waitrepo } from './wait-repo/wait-repo.ts';
import { waittest } from './wait-test/wait-test.ts';

/** Every task method that this builder does, sorted by name. */
export const taskDefinitions: readonly TaskDefinition[] = [
  build,
  buildArch,
  buildNotification,
  buildSRPMFromSCM,
  chainbuild,
  createrepo,
  defaultTask,
  dependantTask,
  fork,
  newRepo,
  rebuildSRPM,
  restart,
  restartHosts,
  restartVerify,
  shutdown,
  sleepTask,
  someMethod,
  subtask,
  tagBuild,
  tagNotification,
  waitrepo,
  waittest,
];

const byMethod = new Map<string, TaskDefinition>(taskDefinitions.map((definition) => [definition.method, definition]));

export function findDefinition(method: string): TaskDefinition | undefined {
  return byMethod.get(method);
}
