import { TagError } from '@koji/common/errors';
import type { Package } from '@koji/common/types/package';
import { changePackageList } from '../packages/change-list.ts';
import { readPackageStanding } from '../packages/package-entries.ts';
import { isAdmin } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';

/** Builds of a package may only come into a tag that lists it. An administrator's force lists it on the way. */
export async function assertPackageListed(
  call: Call,
  tag: { readonly id: number; readonly name: string },
  pkg: Package,
  force: boolean,
): Promise<void> {
  const standing = await readPackageStanding(call.db, tag.id, pkg.id);
  if (standing === 'listed') return;
  if (!force || !(await isAdmin(call))) {
    throw new TagError(
      standing === 'absent' ? `Package ${pkg.name} not in list for ${tag.name}` : `Package ${pkg.name} blocked in ${tag.name}`,
    );
  }
  await changePackageList(call, { tag: tag.id, package: pkg.id, block: false, force: true });
  call.log.warn({ tag: tag.name, package: pkg.name, user: call.session?.user.name }, 'package list overridden by force');
}
