import { GenericError } from '@koji/common/errors';
import type { PackageName, TagPackage } from '@koji/common/types/package';
import { type QueryOptions, queryOptions, streamWith } from '../db/query-options.ts';
import { beginsWith, sql } from '../db/sql.ts';
import { eventId } from '../events/event-id.ts';
import { assertPermission } from '../rpc/access.ts';
import { orFault, orNull } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { anyone, loggedIn, method, optional, param } from '../rpc/method.ts';
import { anything, either, flag, isStruct, listOf, nullable, text } from '../rpc/shapes.ts';
import { findTagId } from '../tags/queries.ts';
import { requireTagId } from '../tags/require-tag.ts';
import { resolveUser } from '../users/resolve-user.ts';
import { blockInPackageList, changePackageList, removeFromPackageList, unblockInPackageList } from './change-list.ts';
import { ensurePackage } from './ensure-package.ts';
import { packageEntriesQuery, readPackageEntry, readPackageStanding } from './package-entries.ts';
import { readPackageSources } from './package-sources.ts';
import { findPackage } from './queries.ts';

export const getPackage = method({
  name: 'getPackage',
  doc: 'A package by id or name. create makes one for a new name and takes the permission tag.',
  access: anyone,
  // To make one takes the third argument; named ones are not looked at here.
  readOnly: (params) => params.length <= 2 && !params.some(isStruct),
  params: [param('info', info), optional('strict', flag, false), optional('create', flag, false)],
  async run(call, { info: key, strict, create }) {
    const found = await findPackage(call.db, key);
    if (found || strict || !create) return orNull(found, strict, `No such package: ${key}`);
    if (typeof key !== 'string') throw new GenericError('Name must be a string');
    await assertPermission(call, 'tag');
    return ensurePackage(call.db, key);
  },
});
export const getPackageID = method({
  name: 'getPackageID',
  doc: 'The id of a package by its name.',
  access: anyone,
  readOnly: true,
  params: [param('name', text), optional('strict', flag, false)],
  async run({ db }, { name, strict }) {
    return orNull((await findPackage(db, name))?.id, strict, `No such package name: ${name}`);
  },
});

export const listPackagesSimple = method({
  name: 'listPackagesSimple',
  doc: 'All packages, or those whose name begins with prefix.',
  access: anyone,
  readOnly: true,
  params: [optional('prefix', nullable(text), null), optional('queryOpts', queryOptions, null)],
  run: ({ db }, { prefix, queryOpts }) => listNames(db, prefix, queryOpts),
});
function listNames(db: Call['db'], prefix: string | null, options: QueryOptions | null) {
  const columns = { package_id: sql`package.id`, package_name: sql`package.name` };
  const where = prefix === null ? sql`true` : beginsWith(columns.package_name, prefix);
  return streamWith<PackageName>(db, { columns, from: sql`from package`, where, defaultOrder: sql`package.id` }, options);
}

export const listPackages = method({
  name: 'listPackages',
  doc: 'Entries of package lists by tag, owner or package, blocked ones included; without any of them simply all packages.',
  access: anyone,
  readOnly: true,
  params: [
    optional('tagID', nullable(info), null),
    optional('userID', anything, null),
    optional('pkgID', nullable(info), null),
    optional('prefix', nullable(text), null),
    optional('inherited', flag, false),
    optional('with_dups', flag, false),
    optional('event', eventId, null),
    optional('queryOpts', queryOptions, null),
    optional('with_owners', flag, true),
    optional('with_blocked', flag, true),
  ],
  async run(call, { tagID, userID, pkgID, prefix, inherited, with_dups, event, queryOpts, with_owners, with_blocked }) {
    const { db } = call;
    // No more than the names then.
    if (tagID === null && userID === null && pkgID === null)
      return listNames(db, prefix, queryOpts) as ReturnType<typeof streamWith<TagPackage>>;
    if (userID !== null && !with_owners) throw new GenericError("userID and with_owners=False can't be used together");
    const tagId = tagID === null ? null : await requireTagId(call, tagID);
    const userId = userID === null ? null : (await resolveUser(db, userID, true)).id;
    const packageId = pkgID === null ? null : orFault(await findPackage(db, pkgID), `No such package: ${pkgID}`).id;
    const query = packageEntriesQuery({
      sources: tagId === null ? null : await readPackageSources(db, tagId, { event, inherit: inherited, packageId }),
      userId,
      packageId,
      prefix,
      event,
      withDuplicates: with_dups,
      withOwners: with_owners,
      withBlocked: with_blocked,
    });
    // Compatibility: these were never ordered by several columns, nor given as arrays.
    if (queryOpts && queryOpts.order.length > 1) throw new GenericError('entries can be ordered by one column only');
    return streamWith<TagPackage>(db, query, queryOpts && { ...queryOpts, asList: false });
  },
});

export const getPackageConfig = method({
  name: 'getPackageConfig',
  doc: 'What a tag says of a package, itself or by inheritance.',
  access: anyone,
  readOnly: true,
  params: [param('tag', info), param('pkg', info), optional('event', eventId, null)],
  async run({ db }, { tag, pkg, event }) {
    const [found, listed] = [await findTagId(db, tag), await findPackage(db, pkg)];
    return found && listed ? ((await readPackageEntry(db, found.id, listed.id, event)) ?? null) : null;
  },
});
export const checkTagPackage = method({
  name: 'checkTagPackage',
  doc: 'Whether a package is in a tag’s list, by inheritance too, and not blocked.',
  access: anyone,
  readOnly: true,
  params: [param('tag', info), param('pkg', info)],
  async run({ db }, { tag, pkg }) {
    const [found, listed] = [await findTagId(db, tag), await findPackage(db, pkg)];
    return found && listed ? (await readPackageStanding(db, found.id, listed.id)) === 'listed' : false;
  },
});

/** Looked at once the policy has agreed. */
const givenArches = nullable(either(text, listOf(text)));

export const packageListAdd = method({
  name: 'packageListAdd',
  doc: 'Add a package to a tag’s list, or change its entry. The policy package_list decides who may.',
  access: loggedIn,
  params: [
    param('taginfo', info),
    param('pkginfo', info),
    optional('owner', anything, null),
    optional('block', nullable(flag), null),
    optional('extra_arches', givenArches, null),
    optional('force', flag, false),
    optional('update', flag, false),
  ],
  async run(call, { taginfo, pkginfo, owner, block, extra_arches, force, update }) {
    await changePackageList(call, { tag: taginfo, package: pkginfo, owner, block, extraArches: extra_arches, force, update });
    return null;
  },
});
export const packageListSetOwner = method({
  name: 'packageListSetOwner',
  doc: 'Give a package in a tag’s list another owner.',
  access: loggedIn,
  params: [param('taginfo', info), param('pkginfo', info), param('owner', anything), optional('force', flag, false)],
  async run(call, { taginfo, pkginfo, owner, force }) {
    await changePackageList(call, { tag: taginfo, package: pkginfo, owner, force, update: true });
    return null;
  },
});
export const packageListSetArches = method({
  name: 'packageListSetArches',
  doc: 'Set the extra arches of a package in a tag’s list.',
  access: loggedIn,
  params: [param('taginfo', info), param('pkginfo', info), param('arches', givenArches), optional('force', flag, false)],
  async run(call, { taginfo, pkginfo, arches, force }) {
    await changePackageList(call, { tag: taginfo, package: pkginfo, extraArches: arches, force, update: true });
    return null;
  },
});
export const packageListRemove = method({
  name: 'packageListRemove',
  doc: 'Take a package off a tag’s own list; an inherited entry shows again.',
  access: loggedIn,
  params: [param('taginfo', info), param('pkginfo', info), optional('force', flag, false)],
  async run(call, { taginfo, pkginfo, force }) {
    await removeFromPackageList(call, taginfo, pkginfo, force);
    return null;
  },
});
export const packageListBlock = method({
  name: 'packageListBlock',
  doc: 'Block a package that a tag lists.',
  access: loggedIn,
  params: [param('taginfo', info), param('pkginfo', info), optional('force', flag, false)],
  async run(call, { taginfo, pkginfo, force }) {
    await blockInPackageList(call, taginfo, pkginfo, force);
    return null;
  },
});
export const packageListUnblock = method({
  name: 'packageListUnblock',
  doc: 'Lift the block of a package: a tag’s own block goes, an inherited one is overruled.',
  access: loggedIn,
  params: [param('taginfo', info), param('pkginfo', info), optional('force', flag, false)],
  async run(call, { taginfo, pkginfo, force }) {
    await unblockInPackageList(call, taginfo, pkginfo, force);
    return null;
  },
});
