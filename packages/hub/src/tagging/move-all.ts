import type { Package } from '@koji/common/types/package';
import { assertPolicy } from '../policy/engine.ts';
import type { Call } from '../rpc/call.ts';
import { makeTask } from '../tasks/make-task.ts';
import { assertPackageListed } from './package-check.ts';
import { readTaggingOrder } from './read-tagged.ts';
import { assertTagAccess } from './tag-access.ts';

interface TagName {
  readonly id: number;
  readonly name: string;
}
export interface Move {
  readonly from: TagName;
  readonly to: TagName;
  readonly package: Package;
  readonly force: boolean;
}

/** A chain of tasks that move a package's builds, the one tagged first in front, so that their order stays. */
export async function moveAll(call: Call, { from, to, package: pkg, force }: Move): Promise<number[]> {
  await assertPackageListed(call, to, pkg, force);
  await assertTagAccess(call, from.id, { force });
  await assertTagAccess(call, to.id, { force });
  const builds = await readTaggingOrder(call.db, {
    tagId: from.id,
    event: null,
    inherit: false,
    latest: null,
    package: pkg.name,
    type: null,
  });
  // As upstream: force does not override the policy here.
  for (const build of builds) await assertPolicy(call, 'tag', { tag: to.id, fromtag: from.id, build, operation: 'move' });
  const tasks: number[] = [];
  for (const build of builds) {
    const step = ['tagBuild', [to.id, build, force, from.id], { priority: 15 }];
    tasks.push(await makeTask(call, 'dependantTask', [tasks.slice(-1), [step]]));
  }
  return tasks;
}
